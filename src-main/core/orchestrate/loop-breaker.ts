import type { ClaimedItem, Ended } from '../queue/work'
import { sameAnswersDecision } from './decisions/item-decision'
import type { ItemDecisions } from './decisions/item-decisions'
import { SameAnswers } from './same-answers'

export interface LoopBreakerOptions {
  readonly asked: ItemDecisions
  /** How often in a row a conversation may be given the very same answer before a person is asked; 0: as often as it likes. */
  readonly most: () => number
  readonly now: () => number
}

/** Stops conversations that are answered and answered without getting anywhere: their next message waits for a person. */
export class LoopBreaker {
  readonly #options: LoopBreakerOptions
  readonly #answers = new SameAnswers()

  constructor(options: LoopBreakerOptions) {
    this.#options = options
  }

  answered(item: ClaimedItem, text: string): void {
    const conversation = conversationOf(item)
    if (conversation !== null) this.#answers.answered(conversation, text)
  }

  /** How an item ends that has to wait for a person; null when it may be answered. */
  async held(item: ClaimedItem): Promise<Ended | null> {
    const { asked, most, now } = this.#options
    const open = asked.openOf(item)
    if (open !== null) return this.#waiting(item, open.question)
    const conversation = conversationOf(item)
    const last = conversation === null ? null : this.#answers.last(conversation)
    if (conversation === null || last === null || most() === 0 || last.times < most()) return null
    const decision = await asked.ask(sameAnswersDecision(item, last.times, last.text, now()))
    if (decision.resolution === null) return this.#waiting(item, decision.question)
    // It was decided, or somebody put it back in line by hand.
    this.#answers.forget(conversation)
    return null
  }

  #waiting(item: ClaimedItem, sentence: string): Ended {
    return { kind: 'waiting', sentence, after: () => this.#options.asked.followUp(item) }
  }
}

function conversationOf({ key, message }: ClaimedItem): string | null {
  return message.workflowRunId === undefined ? key : null
}
