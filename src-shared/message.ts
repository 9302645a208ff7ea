import { z } from 'zod'
import { harmlessText } from './harmless-text'

/** Channels a home knows from its first run; any other name is legal in a message. */
export const builtInChannels = ['panel', 'slack', 'discord', 'telegram', 'whatsapp', 'heartbeat'] as const

export const halfCharacter = 'holds half a character: one of \\ud800 to \\udfff alone'

/** Half of a pair of UTF-16 cannot be written down in UTF-8: an agent would get another text than the one that came. */
export const WholeText = z.string().refine((text) => text.isWellFormed(), { error: `it ${halfCharacter}` })

/** Names and ids are short, as the text of a message is not: they become keys, file names and parts of lists. */
const Name = WholeText.max(4096)
const Id = Name.min(1)

/** What a channel client writes into `queue/incoming`. Unknown fields are kept. */
export const IncomingMessage = z.looseObject({
  channel: Id,
  channelProfileId: Id.optional(),
  sender: Name,
  senderId: Name.optional(),
  message: WholeText,
  /** The agent that is to answer. */
  agent: WholeText.nullish(),
  timestamp: z.number(),
  messageId: Id,
  conversationId: Id.optional(),
  files: z.array(Name).max(1000).optional(),
  workflowRunId: Id.optional(),
  workflowStepId: Id.optional(),
})
export type IncomingMessage = z.infer<typeof IncomingMessage>

/** What a channel client reads from `queue/outgoing`. */
export const OutgoingMessage = z.object({
  channel: z.string(),
  channelProfileId: z.string().optional(),
  sender: z.string(),
  senderId: z.string().optional(),
  message: z.string(),
  originalMessage: z.string(),
  timestamp: z.number(),
  messageId: z.string(),
  agent: z.string(),
  conversationId: z.string().optional(),
  files: z.array(z.string()),
  workflowRunId: z.string().optional(),
  workflowStepId: z.string().optional(),
})
export type OutgoingMessage = z.infer<typeof OutgoingMessage>

/** The few words of a message that a list shows. `text` is cut to one line of at most 200 characters. */
export const MessageSummary = z.object({
  channel: z.string(),
  channelProfileId: z.string().nullable(),
  sender: z.string(),
  text: z.string(),
  messageId: z.string(),
  conversationId: z.string().nullable(),
  /** The agent its field names. */
  agent: z.string().optional(),
})
export type MessageSummary = z.infer<typeof MessageSummary>

export function summaryOf(message: IncomingMessage): MessageSummary {
  return {
    channel: message.channel.slice(0, 100),
    channelProfileId: message.channelProfileId?.slice(0, 200) ?? null,
    sender: harmlessText(message.sender.slice(0, 200)),
    text: inOneLine(harmlessText(message.message.slice(0, 400))).slice(0, 200),
    messageId: message.messageId.slice(0, 300),
    conversationId: message.conversationId?.slice(0, 300) ?? null,
    ...(message.agent ? { agent: message.agent.slice(0, 100) } : {}),
  }
}

/** Most messages hold nothing but single spaces between their words. */
function inOneLine(text: string): string {
  return (/[^\S ]| {2}/.test(text) ? text.replace(/\s+/g, ' ') : text).trim()
}
