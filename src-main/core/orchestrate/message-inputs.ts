import type { IncomingMessage } from '#shared/message'
import type { WorkflowSpec } from '../settings/workflow/workflow-spec'

/**
 * What a message gives the workflow it starts: its text and sender under their known names, other inputs from fields of the
 * same name that the channel client wrote. What neither gives is empty, since chat users cannot know the names of inputs.
 */
export function messageInputs(
  message: IncomingMessage,
  workflow: WorkflowSpec,
  selectorId: string,
): { channel: Record<string, string>; inputs: Record<string, string> } {
  const channel: Record<string, string> = {
    channel: message.channel,
    channel_profile_id: message.channelProfileId ?? '',
    conversation_id: message.conversationId ?? '',
    sender: message.sender,
    sender_id: message.senderId ?? '',
    message_id: message.messageId,
    selector_id: selectorId,
  }
  const known: Record<string, string> = {
    ...channel,
    source_message_id: message.messageId,
    // An agent goes on with its conversation by itself.
    thread_context: '',
    user_prompt: message.message,
    user_message: message.message,
    files: (message.files ?? []).join('\n'),
  }
  const inputs = Object.fromEntries(
    workflow.inputs.map((name) => [
      name,
      (Object.hasOwn(known, name) ? known[name] : undefined) ?? fieldOf(message, name),
    ]),
  )
  return { channel, inputs }
}

function fieldOf(message: IncomingMessage, name: string): string {
  const value = Object.hasOwn(message, name) ? message[name] : undefined
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
