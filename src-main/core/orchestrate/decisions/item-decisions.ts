import type { Decision, Resolution } from '#shared/decision'
import { failureNotice } from '../../queue/failure-notice'
import type { Ended } from '../../queue/work'
import type { RunItems } from '../run/run-items'
import type { Decisions } from './decisions'
import { type ItemRef, itemDecisionId } from './item-decision'

export interface ItemDecisionsOptions {
  readonly decisions: Decisions
  readonly items: RunItems
  /** Ids of the items that wait for a person in a lane. */
  readonly parkedIds: (lane: string) => readonly string[]
  /** A run decides what becomes of such an item, even if a person let it go on before. */
  readonly hasRun: (item: ItemRef) => boolean
  /** The lanes whose items may be asked about. */
  readonly lanes: readonly string[]
}

const lost = 'Its item is gone.'

/** What a person is asked about an item that no run is for, and what becomes of the item then. */
export class ItemDecisions {
  readonly #options: ItemDecisionsOptions
  #missing = new Set<string>()

  constructor(options: ItemDecisionsOptions) {
    this.#options = options
  }

  /** True when the last look found something amiss that may be a matter of moments. */
  get isUnsure(): boolean {
    return this.#missing.size > 0
  }

  /** The open decision about an item, or null. */
  openOf(item: ItemRef): Decision | null {
    const id = itemDecisionId(item)
    return this.#options.decisions.waiting.find((decision) => decision.id === id) ?? null
  }

  /** Asks, unless it was asked before. Answers the question as it stands, decided perhaps. */
  ask(decision: Decision): Promise<Decision> {
    return this.#options.decisions.ask(decision)
  }

  /** Acts on the answer, where there is one and the item waits: puts it back in line, or buries it. */
  async followUp(item: ItemRef): Promise<void> {
    const { decisions, items, hasRun } = this.#options
    if (hasRun(item)) return
    const { resolution = null } = (await decisions.find(itemDecisionId(item))) ?? {}
    if (resolution === null) return
    if (resolution.choice === 'cancel') await items.endParked(item, (message) => unanswered(message, resolution))
    else await items.resume(item)
  }

  /** Acts on answers that a crash kept from their items, and gives up questions about items that are gone. */
  async look(): Promise<void> {
    const { decisions, items, lanes, parkedIds } = this.#options
    for (const lane of lanes) for (const id of parkedIds(lane)) await this.followUp({ lane, id })
    const missing = new Set<string>()
    for (const { id, runId, lane, itemId } of decisions.waiting) {
      if (runId !== null || lane === null || itemId === null) continue
      const place = items.place({ lane, id: itemId })
      if (place !== 'gone' && place !== 'dead') continue
      // An item that is being moved is nowhere for a moment.
      if (this.#missing.has(id)) await decisions.dismiss(id, lost)
      else missing.add(id)
    }
    this.#missing = missing
  }
}

function unanswered(message: Parameters<typeof failureNotice>[0], { text }: Resolution): Ended {
  const why = text.trim() === '' ? 'Its conversation kept going round in the same way.' : text.trim()
  const sentence = `It was decided not to answer it: ${why}`
  const summary = failureNotice(message, sentence)
  return { kind: 'failed', failureClass: null, sentence, nextStep: null, retryable: false, summary }
}
