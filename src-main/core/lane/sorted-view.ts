import { Breather } from '../ground/breather'

/** Changes taken in between two pauses of `settle`. */
const sliceOf = 16_384

/**
 * The items of a set in order, kept up with its changes: what came is sorted by itself and merged in, what went is left
 * out on the way, so that reading after few changes costs one pass and not a sort of everything.
 */
export class SortedView<Item> {
  readonly #compare: (a: Item, b: Item) => number
  #sorted: Item[] = []
  #added: Item[] = []
  readonly #removed = new Set<Item>()

  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare
  }

  add(item: Item): void {
    this.#added.push(item)
  }

  remove(item: Item): void {
    this.#removed.add(item)
    // Where nobody reads, what came and went is forgotten all the same.
    const present = this.#sorted.length + this.#added.length
    if (this.#removed.size > sliceOf && this.#removed.size * 4 > present) this.#take(0)
  }

  /** The array is the view's own: read it, do not keep it. */
  read(): readonly Item[] {
    if (this.#added.length > 0 || this.#removed.size > 0) this.#take(this.#added.length)
    return this.#sorted
  }

  /** Takes in many changes bit by bit, so that the next `read` finds little to do. */
  async settle(signal: AbortSignal): Promise<void> {
    const breather = new Breather()
    while (this.#added.length > 0 && !signal.aborted) {
      await breather.pause()
      this.#take(sliceOf)
    }
  }

  /** Items removed before they were sorted in are still among the added ones, so both are looked through. */
  #take(count: number): void {
    const removed = this.#removed
    const stays = (item: Item): boolean => !removed.has(item)
    const before = removed.size === 0 ? this.#sorted : this.#sorted.filter(stays)
    if (removed.size > 0) this.#added = this.#added.filter(stays)
    removed.clear()
    const taken = this.#added.splice(Math.max(0, this.#added.length - count))
    this.#sorted = merged(before, taken.sort(this.#compare), this.#compare)
  }
}

function merged<Item>(a: Item[], b: Item[], compare: (a: Item, b: Item) => number): Item[] {
  if (b.length === 0) return a
  const both: Item[] = []
  let at = 0
  for (const item of b) {
    for (let next = a[at]; next !== undefined && compare(next, item) <= 0; next = a[at]) {
      both.push(next)
      at++
    }
    both.push(item)
  }
  for (; at < a.length; at++) {
    const next = a[at]
    if (next !== undefined) both.push(next)
  }
  return both
}
