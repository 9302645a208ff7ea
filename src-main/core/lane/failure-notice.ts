import type { IncomingMessage, OutgoingMessage } from '#shared/message'
import type { Result } from './lane-moves'

/** What a conversation is told when its message could not be answered. */
export function failureNotice(message: IncomingMessage, sentence: string): Result {
  return resultOf(
    message,
    { message: `This message could not be answered. ${sentence}`, agent: '', files: [] },
    Date.now(),
  )
}

/** The file that answers a message: what the message says of itself comes back with it. `timestamp` in ms. */
export function resultOf(
  to: IncomingMessage,
  answer: Pick<OutgoingMessage, 'message' | 'agent' | 'files'>,
  timestamp: number,
): Result {
  const outgoing: OutgoingMessage = {
    channel: to.channel,
    ...(to.channelProfileId === undefined ? {} : { channelProfileId: to.channelProfileId }),
    sender: to.sender,
    // A channel client that was restarted meanwhile finds the person by nothing else.
    ...(to.senderId === undefined ? {} : { senderId: to.senderId }),
    message: answer.message,
    originalMessage: to.message,
    timestamp,
    messageId: to.messageId,
    agent: answer.agent,
    ...(to.conversationId === undefined ? {} : { conversationId: to.conversationId }),
    files: answer.files,
    ...(to.workflowRunId === undefined ? {} : { workflowRunId: to.workflowRunId }),
    ...(to.workflowStepId === undefined ? {} : { workflowStepId: to.workflowStepId }),
  }
  return { stem: outgoingStem(to, timestamp), outgoing }
}

/**
 * The name of a result without its ending, as TinyClaw's channel clients expect it: `<channel>_<messageId>_<timestamp>`,
 * or just the message id for heartbeats. Characters that a file name must not hold become `_`.
 */
export function outgoingStem(message: Pick<IncomingMessage, 'channel' | 'messageId'>, timestamp: number): string {
  const stem =
    message.channel === 'heartbeat' ? message.messageId : `${message.channel}_${message.messageId}_${timestamp}`
  const safe = stem.replace(/[\p{Cc}<>:"/\\|?*]/gu, '_')
  // A leading dot would hide the answer from channel clients.
  return safe.startsWith('.') || safe === '' ? `_${safe}` : safe
}
