import type { Activity } from '#shared/board'
import type { ItemEvent } from '#shared/item'
import { bounds } from '#shared/limits'

/** The newest events of a home, newest first, for the board. */
export class ActivityRing {
  #entries: Activity[] = []
  #seq = 0

  add(title: string, event: ItemEvent): void {
    this.#seq++
    this.#entries = [
      { ...event, title: title.slice(0, 200), seq: this.#seq },
      ...this.#entries.slice(0, bounds.boardActivity - 1),
    ]
  }

  get entries(): Activity[] {
    return this.#entries
  }
}
