import type { Excess } from '../../ground/text-bounds'

/** So many of a kind are counted before a file is parsed; whether it may have them is found when it has been. */
const mostBeforeParse = 400

/**
 * A section of a YAML runbook with many more entries than any may have, and where it begins: found by the lines that begin with a key
 * and are the first to be indented, since the parser of such a file holds everything else up. Null: it may be parsed.
 */
export function yamlCrowd(text: string): Excess | null {
  let section = 0
  let indent = 0
  let count = 0
  for (const { index, 0: line } of text.matchAll(/^( *)[^\s#:'"][^\s:]*:(?=[ \r]|$)/gm)) {
    const spaces = line.search(/[^ ]/)
    if (spaces === 0) {
      section = index
      indent = 0
      count = 0
    } else if (indent === 0 || spaces < indent) {
      indent = spaces
      count = 1
    } else if (spaces === indent && ++count > mostBeforeParse) {
      return {
        sentence: `This section holds more than ${mostBeforeParse}; one runbook has at most 200 of a kind.`,
        offset: section,
      }
    }
  }
  return null
}
