import { isNode, LineCounter, parseDocument } from 'yaml'
import { IncomingMessage } from '#shared/message'
import { inspectText, withoutMark } from './inspect'

/** What is wrong with a text that should be a message, and where; lines and columns count from 1. */
export interface TextProblem {
  readonly sentence: string
  readonly line: number | null
  readonly column: number | null
}

/** Finds out what keeps a text from being a message, or null when nothing does. */
export function textProblem(text: string, limitBytes: number): TextProblem | null {
  const inspection = inspectText(text, limitBytes)
  if (inspection.kind !== 'malformed') return null
  return { sentence: inspection.sentence, ...placeOf(withoutMark(text)) }
}

function placeOf(text: string): { line: number | null; column: number | null } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return at(text, positionIn(error) ?? firstWrong(text))
  }
  const path = IncomingMessage.safeParse(value).error?.issues[0]?.path ?? []
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) {
      const { line, col } = lines.linePos(node.range[0])
      return { line, column: col }
    }
  }
  return { line: null, column: null }
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
