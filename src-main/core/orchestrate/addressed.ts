import type { IncomingMessage } from '#shared/message'

export type Addressed =
  | { readonly kind: 'nobody' }
  /** `text` is what the agent is told: the message without its name at the beginning. */
  | { readonly kind: 'agent'; readonly agentId: string; readonly text: string }
  /** The message's field names an agent that is not there. */
  | { readonly kind: 'unknown'; readonly name: string }

/**
 * As TinyClaw reads it, with the marks that people put behind a name, and with what phones and chat programs put around it
 * unseen. A name that goes on behind such a mark (`@coder.md`, `@coder:latest`) is another word.
 */
const beginning =
  /^[\s\u200b\u2060\u2066-\u2069]*[@＠]([A-Za-z0-9][A-Za-z0-9_-]{0,63})(?:[\u200b\u2060\u2066-\u2069]*[,:;.!?…—–]?)(?:[\s\u200b\u2060]+|$)/

/**
 * Which of the agents a message is for: the one its field `agent` names, else the one its text begins with (`@coder …`).
 * Names count whatever their case. A word after `@` that is no agent's name is text like any other.
 */
export function addressedIn(
  { agent, message }: Partial<Pick<IncomingMessage, 'agent' | 'message'>>,
  agents: Readonly<Record<string, unknown>>,
): Addressed {
  if (agent != null && agent.trim() !== '') {
    const name = agent.trim().replace(/^@/, '')
    const agentId = named(name, agents)
    return agentId === null ? { kind: 'unknown', name } : { kind: 'agent', agentId, text: message ?? '' }
  }
  const found = beginning.exec(message ?? '')
  const agentId = found?.[1] === undefined ? null : named(found[1], agents)
  if (found === null || agentId === null) return { kind: 'nobody' }
  const text = (message ?? '').slice(found[0].length)
  return { kind: 'agent', agentId, text: text === '' ? (message ?? '') : text }
}

function named(name: string, agents: Readonly<Record<string, unknown>>): string | null {
  if (Object.hasOwn(agents, name)) return name
  const plain = name.toLowerCase()
  return Object.keys(agents).find((id) => id.toLowerCase() === plain) ?? null
}
