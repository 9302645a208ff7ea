import { IncomingMessage } from '#shared/message'

/** The sample as a new message: its own id and time put in. Null when the sample is not a message at all. */
export function freshSample(text: string, messageId: string, now: number): string | null {
  const message = IncomingMessage.partial().safeParse(parsed(text))
  if (!message.success) return null
  return JSON.stringify({ ...message.data, messageId, timestamp: now }, null, 2)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
