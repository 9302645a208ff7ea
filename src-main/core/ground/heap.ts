/** A binary min-heap. Appending items that already come in order costs one comparison each. */
export class Heap<Item> {
  readonly #compare: (a: Item, b: Item) => number
  readonly #items: Item[] = []

  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare
  }

  get size(): number {
    return this.#items.length
  }

  peek(): Item | undefined {
    return this.#items[0]
  }

  values(): IterableIterator<Item> {
    return this.#items.values()
  }

  /** Forgets every item but those wanted. */
  keep(isWanted: (item: Item) => boolean): void {
    const kept = this.#items.filter(isWanted)
    this.#items.length = 0
    for (const item of kept) this.push(item)
  }

  push(item: Item): void {
    const items = this.#items
    let at = items.length
    items.push(item)
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = items[above]
      if (parent === undefined || this.#compare(item, parent) >= 0) break
      items[at] = parent
      at = above
    }
    items[at] = item
  }

  pop(): Item | undefined {
    const items = this.#items
    const top = items[0]
    const last = items.pop()
    if (top === undefined || last === undefined || items.length === 0) return top
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      let child = items[below]
      if (child === undefined) break
      const right = items[below + 1]
      if (right !== undefined && this.#compare(right, child) < 0) {
        child = right
        below++
      }
      if (this.#compare(last, child) <= 0) break
      items[at] = child
      at = below
    }
    items[at] = last
    return top
  }
}
