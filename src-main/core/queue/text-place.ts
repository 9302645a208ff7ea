import { IncomingMessage } from '#shared/message'
import { messageReading, withoutMark } from './inspect'

/** What is wrong with a text that should be a message, and where; lines and columns count from 1. */
export interface TextProblem {
  readonly sentence: string
  readonly line: number | null
  readonly column: number | null
}

/** Finds out what keeps a text from being an item of a lane that reads like this, or null when nothing does. */
export function textProblem(text: string, limitBytes: number, reading = messageReading): TextProblem | null {
  const inspection = reading.inspect(text, limitBytes, 'item.json')
  if (inspection.kind !== 'malformed') return null
  return { sentence: inspection.sentence, ...placeOf(withoutMark(text), reading === messageReading) }
}

/** Of JSON that is no message the field is found that is wrong; of other items only where they are no JSON. */
function placeOf(text: string, isMessage: boolean): Pick<TextProblem, 'line' | 'column'> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return at(text, positionIn(error) ?? firstWrong(text))
  }
  if (!isMessage) return { line: null, column: null }
  const key = IncomingMessage.safeParse(value).error?.issues[0]?.path[0]
  const position = typeof key === 'string' ? valuePosition(text, key) : null
  return at(text, position ?? text.search(/\S/))
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

function positionIn(error: unknown): number | null {
  const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
  return position === undefined ? null : Number(position)
}

/**
 * Where the first character stands that no JSON can have there: not every error says it. Found by halving: what comes
 * before it only lacks its end.
 */
function firstWrong(text: string): number {
  let fine = 0
  let wrong = text.trimEnd().length + 1
  while (wrong - fine > 1) {
    const middle = (fine + wrong) >> 1
    if (lacksOnlyItsEnd(text.slice(0, middle))) fine = middle
    else wrong = middle
  }
  return fine
}

function lacksOnlyItsEnd(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof Error && /unexpected end/i.test(error.message)) return true
    return (positionIn(error) ?? 0) >= text.length
  }
}

function at(text: string, position: number): { line: number; column: number } {
  const before = text.slice(0, position)
  const line = before.split('\n').length
  return { line, column: position - before.lastIndexOf('\n') }
}
