import type { Attention } from '#shared/board'

/** Notifications within `windowMs`; what comes on top stays on the board only. */
export const noticesPerWindow = 3
export const windowMs = 60_000

/**
 * Which entries of the board deserve a notification: warnings and errors that were not there before. What the first
 * board shows is not news. An entry that goes away and comes back is.
 */
export class AttentionNews {
  #known: ReadonlySet<string> | undefined
  #toldAt: number[] = []

  /** `now` in milliseconds of any clock that only goes forward. */
  take(attention: readonly Attention[], now: number): Attention[] {
    const known = this.#known
    this.#known = new Set(attention.map(({ id }) => id))
    if (!known) return []
    this.#toldAt = this.#toldAt.filter((at) => now - at < windowMs)
    const fresh = attention
      .filter(({ id, level }) => level !== 'notice' && !known.has(id))
      .slice(0, noticesPerWindow - this.#toldAt.length)
    this.#toldAt.push(...fresh.map(() => now))
    return fresh
  }
}
