/** A shell line that values are filled in may be as long as this; whatever is longer has a file of its own. */
export const longestLine = 8 * 1024

/** Told of each piece of work, in about as many steps; throws `TooMuch` once it was more than a line is worth. */
export type Spend = (steps: number) => void

/** A line that takes more to be looked through than any that somebody writes. */
export class TooMuch extends Error {}

/**
 * What looking through a line of this length may take. Pipelines, code within code and values that pass through variables are work
 * that grows with a power of the length: a line of nothing else would use up all memory there is.
 */
export function spending(length: number): Spend {
  let left = 2000 + 6 * length
  return (steps) => {
    left -= steps
    if (left < 0) throw new TooMuch('A shell line takes too much to be looked through.')
  }
}
