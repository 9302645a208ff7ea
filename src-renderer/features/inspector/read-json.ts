import { z } from 'zod'
import { IncomingMessage, OutgoingMessage } from '#shared/message'

/** Reads a text as the named kind of message; null when it is none, for instance because it was cut. */
export function incomingOf(text: string): IncomingMessage | null {
  const message = IncomingMessage.safeParse(parsed(text))
  return message.success ? message.data : null
}

export function outgoingOf(text: string): OutgoingMessage | null {
  const message = OutgoingMessage.safeParse(parsed(text))
  return message.success ? message.data : null
}

const Vars = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

/** The values of a runbook queue's item; null when the text is none, or holds nothing. */
export function varsOf(text: string): Record<string, string> | null {
  const vars = Vars.safeParse(parsed(text))
  if (!vars.success || Object.keys(vars.data).length === 0) return null
  return Object.fromEntries(Object.entries(vars.data).map(([name, value]) => [name, String(value)]))
}

/** The id of the item that this one is an edited copy of, or null. */
export function resentFromOf({ resentFrom }: IncomingMessage): string | null {
  return typeof resentFrom === 'string' && resentFrom !== '' ? resentFrom : null
}

/** JSON with its structure shown; any other text as it is. */
export function laidOut(text: string): string {
  const value = parsed(text)
  return value === undefined ? text : JSON.stringify(value, null, 2)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
