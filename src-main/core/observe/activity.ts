import type { Activity } from '#shared/board'
import type { ItemEvent } from '#shared/item'
import { bounds } from '#shared/limits'
import type { History } from '../record/history'

/** The newest events of a home, newest first, for the board. */
export class ActivityRing {
  /** Oldest first. */
  #entries: Activity[] = []
  #seq = 0

  /** What it was told by earlier lives, as far as there is room for it. */
  fill(history: Pick<History, 'latest' | 'titleOf'>): void {
    for (const event of history.latest(bounds.boardActivity).reverse()) {
      this.add(history.titleOf(event.lane, event.id), event)
    }
  }

  add(title: string, event: ItemEvent): void {
    this.#seq++
    this.#entries.push({ ...event, title: title.slice(0, 200), seq: this.#seq })
    // Cut now and then and not with every event.
    if (this.#entries.length > 2 * bounds.boardActivity) this.#entries = this.#newest
  }

  get entries(): Activity[] {
    return this.#newest.reverse()
  }

  get #newest(): Activity[] {
    return this.#entries.slice(-bounds.boardActivity)
  }
}
