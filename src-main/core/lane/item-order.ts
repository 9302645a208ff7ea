import { parseItemName } from './item-name'

/** A place in line: the file's modification time to the nanosecond (in two numbers), then when it came, then its name. */
export interface Place {
  readonly ms: number
  /** Nanoseconds within the millisecond. */
  readonly ns: number
  /** When it came into the lane, ms since the epoch; see `Arrivals`. 0: before all others of its time. */
  readonly arrival: number
  readonly file: string
}

/**
 * Oldest first; equal times in the order in which they came, and where that cannot be told by the name the item came with, whatever its name says of its state now, in code unit order,
 * so that every process agrees.
 */
export function inLine(a: Place, b: Place): number {
  return a.ms - b.ms || a.ns - b.ns || a.arrival - b.arrival || (a.file === b.file ? 0 : byName(a.file, b.file))
}

function byName(a: string, b: string): number {
  const hasState = a.includes('~') || b.includes('~')
  return (hasState ? inOrder(named(a), named(b)) : 0) || inOrder(a, b)
}

function named(file: string): string {
  if (!file.includes('~')) return file
  const { stem, extension } = parseItemName(file, false)
  return stem + extension
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** What has ended is looked for by its end. */
export function newestFirst(
  a: Place & { readonly changedAt: number },
  b: Place & { readonly changedAt: number },
): number {
  return b.changedAt - a.changedAt || inLine(a, b)
}
