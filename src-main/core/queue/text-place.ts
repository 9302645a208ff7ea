import { isNode, LineCounter, parseDocument } from 'yaml'
import { IncomingMessage } from '#shared/message'
import { inspectText } from './inspect'

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
  return { sentence: inspection.sentence, ...placeOf(text) }
}

function placeOf(text: string): { line: number | null; column: number | null } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    return at(text, position === undefined ? text.trimEnd().length : Number(position))
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

function at(text: string, position: number): { line: number; column: number } {
  const before = text.slice(0, position)
  const line = before.split('\n').length
  return { line, column: position - before.lastIndexOf('\n') }
}
