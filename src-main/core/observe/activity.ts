import type { Activity } from '#shared/board'
import type { ItemEvent } from '#shared/item'
import { bounds } from '#shared/limits'

/** The newest events of a home, newest first, for the board. */
export class ActivityRing {
  /** Oldest first. */
  #entries: Activity[] = []
  #seq = 0

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
