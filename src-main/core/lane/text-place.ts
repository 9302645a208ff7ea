import { IncomingMessage } from '#shared/message'
import { jsonIn, messageReading, withoutMark } from './inspect'

/** What is wrong with a text that should be a message, and where; lines and columns count from 1. */
export interface TextProblem {
  readonly sentence: string
  readonly line: number | null
  readonly column: number | null
}

/** Finds out what keeps a text from being an item of a lane that reads like this, or null when nothing does. */
export async function textProblem(
  text: string,
  limitBytes: number,
  reading = messageReading,
): Promise<TextProblem | null> {
  const found = await jsonIn(text, limitBytes)
  if (!found.ok) return { sentence: found.sentence, ...placeIn(text, found.at) }
  const inspection = reading.of(found.value, 'item.json')
  if (inspection.kind !== 'malformed') return null
  // Of JSON that is no message the field is found that is wrong; of other items nothing but that they are wrong.
  const place = reading === messageReading ? wrongField(text, found.value) : null
  return { sentence: inspection.sentence, ...placeIn(text, place) }
}

function wrongField(text: string, value: unknown): number {
  const key = IncomingMessage.safeParse(value).error?.issues[0]?.path[0]
  const position = typeof key === 'string' ? valuePosition(text, key) : null
  return position ?? withoutMark(text).search(/\S/) + text.length - withoutMark(text).length
}

/**
 * Where the value of a key of the outermost object begins, or null. The text is known to be JSON; of a key that stands
 * twice the last one counts. One pass that keeps no stack, since the text may be of any depth and have any number of keys.
 */
function valuePosition(text: string, key: string): number | null {
  let found: number | null = null
  let depth = 0
  let keyIsNext = false
  for (let position = 0; position < text.length; position += 1) {
    const sign = text[position]
    if (sign === '{' || sign === '[') {
      depth += 1
      keyIsNext = depth === 1 && sign === '{'
    } else if (sign === '}' || sign === ']') depth -= 1
    else if (sign === ',') keyIsNext = depth === 1
    else if (sign === '"') {
      const end = stringEnd(text, position)
      if (keyIsNext && JSON.parse(text.slice(position, end)) === key) {
        found = end
        while (/[\s:]/.test(text.charAt(found))) found += 1
      }
      keyIsNext = false
      position = end - 1
    }
  }
  return found
}

/** Behind the closing quote of the string that begins at `start`. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end + 1
}

function isEscaped(text: string, position: number): boolean {
  let backslashes = 0
  while (text[position - 1 - backslashes] === '\\') backslashes += 1
  return backslashes % 2 === 1
}

/** Lines and columns of a text without the order mark that no editor shows. */
function placeIn(text: string, position: number | null): Pick<TextProblem, 'line' | 'column'> {
  if (position === null) return { line: null, column: null }
  const mark = text.length - withoutMark(text).length
  let line = 1
  let begin = mark
  for (let end = text.indexOf('\n'); end !== -1 && end < position; end = text.indexOf('\n', end + 1)) {
    line += 1
    begin = end + 1
  }
  return { line, column: Math.max(position - begin, 0) + 1 }
}
