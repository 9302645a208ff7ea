/** Chance that can be repeated: the same seed gives the same numbers. */
export class Chance {
  readonly seed: number
  #state: number

  constructor(seed: number) {
    this.seed = seed
    this.#state = seed >>> 0
  }

  /** At least 0, less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number from 0 to `below` - 1. */
  whole(below: number): number {
    return Math.floor(this.next() * below)
  }
}

/** The seed of a run: given by `LANEKEEPER_CRASH_SEED` to repeat one, else new. */
export function runSeed(): number {
  const given = process.env.LANEKEEPER_CRASH_SEED
  return given === undefined ? Date.now() % 1_000_000_007 : Number(given)
}
