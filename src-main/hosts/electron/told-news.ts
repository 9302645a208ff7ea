import type { Told } from '#shared/board'

/** What is shown within `toldWindowMs`; what comes on top stays in the panel and the log. */
export const toldPerWindow = 10
export const toldWindowMs = 60_000

/** Which entries of a board were not there before. What the first board holds is not news. */
export class ToldNews {
  #known: number | undefined
  #shownAt: number[] = []

  /** `now` in milliseconds of any clock that only goes forward. */
  take(told: readonly Told[], now: number): Told[] {
    const known = this.#known
    this.#known = Math.max(known ?? 0, ...told.map(({ seq }) => seq))
    if (known === undefined) return []
    this.#shownAt = this.#shownAt.filter((at) => now - at < toldWindowMs)
    const fresh = told.filter(({ seq }) => seq > known).slice(0, toldPerWindow - this.#shownAt.length)
    this.#shownAt.push(...fresh.map(() => now))
    return fresh
  }
}
