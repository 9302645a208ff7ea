import { resultOf } from '../lane/failure-notice'
import type { ClaimedItem, Ended } from '../lane/work'
import type { ConversationTurns } from './conversation-turns'
import { loopDecision } from './decisions/item-decision'
import type { ItemDecisions } from './decisions/item-decisions'
import { type Noted, notingFailure } from './noting-failure'
import { afterTurn, goesOn, stalled } from './turns-so-far'

export interface LoopBreakerOptions {
  readonly asked: ItemDecisions
  readonly turns: Pick<ConversationTurns, 'of' | 'put' | 'forget'>
  /** How often in a row a conversation may say and be told the very same before a person is asked; 0: as often as it likes. */
  readonly most: () => number
  readonly now: () => number
  readonly noted: Noted
}

const notice =
  'This message waits for a person: this conversation keeps going round in the same way, so somebody looks at it first.'

/** Stops conversations that go on and on without getting anywhere: their next message waits for a person, and they are told. */
export class LoopBreaker {
  readonly #options: LoopBreakerOptions

  constructor(options: LoopBreakerOptions) {
    this.#options = options
  }

  /** Never fails: the answer stands whatever becomes of what is remembered of it. */
  answered(item: ClaimedItem, text: string): Promise<void> {
    const { turns, now, noted } = this.#options
    const conversation = conversationOf(item)
    const about = { itemId: item.id, invocationId: '' }
    return notingFailure('What a conversation came to could not be kept', about, noted, () => {
      if (conversation === null) return
      const { arrivedAt, message } = item
      const turn = { message: message.message, arrivedAt, answer: text, answeredAt: now() }
      turns.put(conversation, afterTurn(turns.of(conversation), turn))
    })
  }

  /** How an item ends that has to wait for a person; null when it may be answered. */
  async held(item: ClaimedItem): Promise<Ended | null> {
    const { asked, turns, most, now } = this.#options
    const open = asked.openOf(item)
    // What its agent asked is told in other words, by whoever asked.
    if (open?.kind === 'asked') return null
    if (open !== null) return this.#waiting(item, open.question, open.kind === 'silent' ? null : notice)
    const conversation = conversationOf(item)
    const known = conversation === null || most() === 0 ? null : turns.of(conversation)
    const loop = known === null ? null : stalled(known, most())
    if (conversation === null || known === null || loop === null) return null
    if (!goesOn(known, { message: item.message.message, arrivedAt: item.arrivedAt })) return null
    const decision = await asked.ask(loopDecision(item, { ...loop, text: known.text }, now()))
    if (decision.resolution === null) return this.#waiting(item, decision.question, notice)
    // It was decided, or somebody put it back in line by hand.
    turns.forget(conversation)
    return null
  }

  /** An item that waits is not claimed again before it is decided about, so its conversation is told once. */
  #waiting(item: ClaimedItem, sentence: string, told: string | null): Ended {
    const { asked, now } = this.#options
    return {
      kind: 'waiting',
      sentence,
      ...(told === null ? {} : { notice: resultOf(item.message, { message: told, agent: '', files: [] }, now()) }),
      after: () => asked.followUp(item),
    }
  }
}

function conversationOf({ key, message }: ClaimedItem): string | null {
  return message.workflowRunId === undefined ? key : null
}
