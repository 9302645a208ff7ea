import { ComposedMessage } from '#shared/contract'

export interface Draft {
  readonly channel: string
  readonly sender: string
  readonly conversationId: string
  readonly message: string
}

export type DraftProblems = Partial<Record<keyof Draft, string>>

export type CheckedDraft =
  | { readonly ok: true; readonly message: ComposedMessage }
  | { readonly ok: false; readonly problems: DraftProblems }

/** The message a draft makes, or what is wrong with it, field by field. */
export function checkedDraft(draft: Draft): CheckedDraft {
  const problems: DraftProblems = {}
  if (draft.sender.trim() === '') problems.sender = 'Say who sends the message.'
  else if (draft.sender.trim().length > 200) problems.sender = 'At most 200 characters.'
  if (draft.message.trim() === '') problems.message = 'Write a message.'
  else if (draft.message.length > 1_000_000) problems.message = 'At most 1,000,000 characters.'
  const conversationId = draft.conversationId.trim()
  const message = ComposedMessage.safeParse({
    channel: draft.channel,
    sender: draft.sender.trim(),
    message: draft.message,
    ...(conversationId === '' ? {} : { conversationId }),
  })
  if (Object.keys(problems).length > 0) return { ok: false, problems }
  if (!message.success) return { ok: false, problems: { message: message.error.issues[0]?.message ?? 'Not valid.' } }
  return { ok: true, message: message.data }
}
