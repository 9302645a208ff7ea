export type CommandWords =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly sentence: string }

/**
 * The words of the command line of an agent, as a shell splits them. No shell ever sees it, so what only a shell could do with it is
 * refused. Placeholders stay as they are.
 */
export function commandWords(line: string): CommandWords {
  const words: string[] = []
  let word: string | null = null
  for (let at = 0; at < line.length; at++) {
    const mark = line[at] ?? ''
    const rest = line.slice(at)
    const [placeholder] = /^\$\{[^}'"\s]*\}/.exec(rest) ?? []
    if (placeholder !== undefined) {
      word = (word ?? '') + placeholder
      at += placeholder.length - 1
    } else if (mark === "'") {
      const end = line.indexOf("'", at + 1)
      if (end === -1) return { ok: false, sentence: 'a quote in it never ends' }
      word = (word ?? '') + line.slice(at + 1, end)
      at = end
    } else if (mark === '"') {
      const [found, inside = ''] = /^"((?:\\[\s\S]|[^"\\])*)"/.exec(rest) ?? []
      if (found === undefined) return { ok: false, sentence: 'a quote in it never ends' }
      if (/\$\(|`/.test(inside)) return { ok: false, sentence: noShell }
      word = (word ?? '') + inside.replace(/\\(["\\$`])/g, '$1')
      at += found.length - 1
    } else if (mark === '\\') {
      word = (word ?? '') + (line[++at] ?? '')
    } else if (/\s/.test(mark)) {
      if (word !== null) words.push(word)
      word = null
    } else if (/[|&;<>()`$]/.test(mark)) {
      return { ok: false, sentence: noShell }
    } else word = (word ?? '') + mark
  }
  if (word !== null) words.push(word)
  return { ok: true, words }
}

const noShell = 'it names one program and its options; whatever else a shell does belongs in a shell step'
