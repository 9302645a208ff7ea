/** What is known of the life that was cut short while an item was claimed. */
export interface Interruption {
  /** How long the item's own program had run when it was cut off, ms; null: none ran at that moment. */
  readonly livedMs: number | null
  /** A step of its run had ended since it was claimed. */
  readonly stepEnded: boolean
  /** The item's own program had done its work, and what it said is not lost. */
  readonly hadFinished?: boolean
}

/** Where nothing is known: its program may have run, and have been what brought the owner down. */
export const unknownInterruption: Interruption = { livedMs: 0, stepEnded: false }

/** A program that lived so long got on, and is not what brought the owner down at once, ms. */
const gotOnMs = 3 * 60_000

/**
 * How often an item was interrupted while its own program ran, since it last got on: what an item is given up for. Of one
 * whose program did not run nothing is held against it.
 */
export function interruptionsAfter(before: number, { livedMs, stepEnded }: Interruption): number {
  if (livedMs === null) return stepEnded ? 0 : before
  return stepEnded || livedMs >= gotOnMs ? 1 : before + 1
}
