import { failureNotice } from '../../lane/failure-notice'
import type { Lane } from '../../lane/lane'
import type { Ended } from '../../lane/work'
import type { Decisions } from '../decisions/decisions'
import type { RunItems } from './run-items'
import type { RunStore } from './run-store'

export interface StrandedItemsOptions {
  readonly store: RunStore
  readonly items: RunItems
  readonly decisions: Decisions
  readonly lanes: () => ReadonlyMap<string, Lane>
}

/**
 * Buries items that wait for a person although nobody is asked about them and no run will go on with them: the run was taken
 * away, or cannot be read. An item must be found so twice, since a run and its item do not change at the same instant.
 */
export class StrandedItems {
  readonly #options: StrandedItemsOptions
  #missing = new Set<string>()

  constructor(options: StrandedItemsOptions) {
    this.#options = options
  }

  async look(fault: (item: string, error: unknown) => void): Promise<void> {
    const { store, items, decisions, lanes } = this.#options
    const missing = new Set<string>()
    for (const { name: lane, ids } of [...lanes().values()].map((one) => ({ name: one.name, ids: one.parkedIds() }))) {
      for (const id of ids) {
        const inRun = store.unsettled.some(({ item }) => item?.id === id && item.lane === lane)
        const isAsked = decisions.waiting.some((decision) => decision.itemId === id && decision.lane === lane)
        if (inRun || isAsked) continue
        const about = `${lane}/${id}`
        if (!this.#missing.has(about)) {
          missing.add(about)
          continue
        }
        try {
          await items.endParked({ lane, id }, stranded)
        } catch (error) {
          fault(about, error)
        }
      }
    }
    this.#missing = missing
  }
}

function stranded(message: Parameters<typeof failureNotice>[0]): Ended {
  const sentence = 'It waited for a decision, but its run is gone or cannot be read.'
  const summary = failureNotice(message, sentence)
  const nextStep = 'Requeue it to begin anew.'
  return { kind: 'failed', failureClass: null, sentence, nextStep, retryable: false, summary }
}
