export const dayMs = 24 * 60 * 60_000

/** A clock that is ahead of its last reading by no more than this is believed at once: the machine was off, or slept. */
const believedLeapMs = 7 * dayMs
/** What a longer leap adds is believed so many times as fast as time passes: a day's worth in an hour. */
const pace = 24

/**
 * The time that what is kept for days is measured by, in ms. The wall clock may leap ahead by a year, by a dead battery or a
 * mistyped date, and everything would be too old at once: such a leap is believed bit by bit, so that there is time to set the
 * clock right, which is believed at once. `last`: what was believed before; `ranMs`: how long this process has run since.
 */
export function believedTime(last: number, wall: number, ranMs: number): number {
  if (wall - last <= believedLeapMs) return wall
  return Math.min(wall, last + ranMs * pace)
}

/** What a leap means, for whoever reads the log. */
export function leapWords(aheadMs: number): string {
  const days = Math.round(aheadMs / dayMs)
  return (
    `The clock is ${days} days ahead of when this home was last tended. Set it right if it is wrong: until then what is kept for ` +
    'days is removed bit by bit, a day of it in an hour.'
  )
}

/** Reads the wall clock for what is tidied up; see `believedTime`. `leapt` is told once of each leap, in ms. */
export class TidyClock {
  readonly #wall: () => number
  readonly #running: () => number
  readonly #leapt: (aheadMs: number) => void
  #last: number
  #at: number
  #isBehind = false

  /** `last`: when the home was last tended, or null where nobody knows. */
  constructor(
    last: number | null,
    leapt: (aheadMs: number) => void,
    wall: () => number = Date.now,
    running: () => number = () => performance.now(),
  ) {
    this.#wall = wall
    this.#running = running
    this.#leapt = leapt
    this.#last = last ?? wall()
    this.#at = running()
  }

  now(): number {
    const [wall, running] = [this.#wall(), this.#running()]
    const last = this.#last
    this.#last = believedTime(last, wall, running - this.#at)
    this.#at = running
    const isBehind = this.#last < wall
    if (isBehind && !this.#isBehind) this.#leapt(wall - last)
    this.#isBehind = isBehind
    return this.#last
  }
}
