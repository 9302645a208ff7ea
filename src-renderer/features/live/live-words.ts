import type { InvocationEvent } from '#shared/invocation-events'
import { duration } from '#shared/words'

const longestLine = 240

/** A text on one line, cut where nobody reads on. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, longestLine * 4)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line
}

/** A tool's input as one line, and whole: an object's entries are named, everything else stays as it is. */
export function inputWords(input: string): { readonly line: string; readonly whole: string } {
  const entries = entriesOf(input)
  if (entries === null) return { line: oneLine(input), whole: input }
  const words = entries.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return { line: oneLine(words.join(', ')), whole: words.join('\n') }
}

function entriesOf(input: string): [string, unknown][] | null {
  if (!input.startsWith('{')) return null
  try {
    const value: unknown = JSON.parse(input)
    return typeof value === 'object' && value !== null ? Object.entries(value) : null
  } catch {
    // Cut, or a command that only looks like JSON.
    return null
  }
}

/** `2 of 10, in 5.0 s`, as far as the program says. */
export function retryWords({ attempt, of, delayMs }: Extract<InvocationEvent, { kind: 'retry' }>): string {
  const which = attempt === null ? '' : of === null ? `attempt ${attempt}` : `${attempt} of ${of}`
  const when = delayMs === null ? '' : `in ${duration(delayMs)}`
  return [which, when].filter((part) => part !== '').join(', ')
}
