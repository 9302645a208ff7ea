import { randomUUID } from 'node:crypto'
import { Breather } from './breather'

/** A text that is longer is written down piece by piece: escaping a few megabytes at once would hold the event loop. */
const pieceLength = 64 * 1024

/** A value as the JSON of a file, with a line end. However long the texts in it are, the event loop has its turn. */
export async function writtenJson(value: unknown, indent: 0 | 2 = 2): Promise<string> {
  if (!holdsLongText(value)) return `${JSON.stringify(value, null, indent)}\n`
  const long: string[] = []
  const mark = randomUUID()
  const outline = JSON.stringify(
    value,
    (_key, part: unknown) => {
      if (typeof part !== 'string' || part.length <= pieceLength) return part
      long.push(part)
      return mark
    },
    indent,
  )
  const breather = new Breather()
  let written = ''
  for (const [at, between] of outline.split(`"${mark}"`).entries()) {
    if (at > 0) written += await escaped(long[at - 1] ?? '', breather)
    written += between
  }
  return `${written}\n`
}

async function escaped(text: string, breather: Breather): Promise<string> {
  let written = '"'
  for (let from = 0; from < text.length; ) {
    await breather.pause()
    const end = Math.min(from + pieceLength, text.length)
    // A character of two units stays whole, or each half would be written as what stands alone.
    const to = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? end - 1 : end
    written += JSON.stringify(text.slice(from, to)).slice(1, -1)
    from = to
  }
  return `${written}"`
}

function holdsLongText(value: unknown): boolean {
  if (typeof value === 'string') return value.length > pieceLength
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsLongText)
}
