import { createHash } from 'node:crypto'

/** Conversations that are remembered; those that were answered longest ago give way. */
const mostConversations = 10_000
const shownText = 200

interface Last {
  readonly hash: string
  /** The beginning of the answer. */
  readonly text: string
  readonly times: number
}

/** How often each conversation was given its newest answer in a row. Kept in memory alone: another life counts anew. */
export class SameAnswers {
  readonly #last = new Map<string, Last>()

  /** The newest answer of a conversation, or null when none is known. */
  last(conversation: string): Last | null {
    return this.#last.get(conversation) ?? null
  }

  answered(conversation: string, text: string): void {
    const hash = createHash('sha256').update(text).digest('base64')
    const before = this.#last.get(conversation)
    const times = before?.hash === hash ? before.times + 1 : 1
    this.#last.delete(conversation)
    this.#last.set(conversation, { hash, text: text.slice(0, shownText), times })
    const [oldest] = this.#last.size > mostConversations ? this.#last.keys() : []
    if (oldest !== undefined) this.#last.delete(oldest)
  }

  forget(conversation: string): void {
    this.#last.delete(conversation)
  }
}
