import { parseItemName } from './item-name'

/** A clock that jumps is noticed after this long at the latest, ms. */
const longestWaitMs = 60_000

export interface RetriesOptions {
  readonly now: () => number
  /** Told when the time of an item may have come, which no file event tells. */
  readonly due: () => void
}

/** The items in `incoming` that failed: each is pending again when its not-before has passed, whether or not the lane works. */
export class Retries {
  readonly #options: RetriesOptions
  /** By file, in ms. */
  readonly #notBefore = new Map<string, number>()
  #timer: NodeJS.Timeout | null = null
  #wakeAt = Number.POSITIVE_INFINITY
  #closed = false

  constructor(options: RetriesOptions) {
    this.#options = options
  }

  /** Takes note of a name in `incoming`; what never failed is left out. */
  add(file: string): void {
    // Nearly every name of a long lane is without state.
    if (!file.includes('~')) return
    const { attempt, notBefore } = parseItemName(file, false)
    if (attempt === 1 || notBefore === null || notBefore <= this.#options.now()) return
    this.#notBefore.set(file, notBefore)
    if (notBefore < this.#wakeAt) this.#arm(notBefore)
  }

  remove(file: string): void {
    this.#notBefore.delete(file)
  }

  isFailed(file: string): boolean {
    return (this.#notBefore.get(file) ?? 0) > this.#options.now()
  }

  /** How many items wait for their retry. */
  get failed(): number {
    const now = this.#options.now()
    let failed = 0
    for (const notBefore of this.#notBefore.values()) if (notBefore > now) failed++
    return failed
  }

  close(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #arm(wakeAt: number): void {
    if (this.#closed) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#wakeAt = wakeAt
    const waitMs = Math.min(wakeAt - this.#options.now() + 1, longestWaitMs)
    this.#timer = setTimeout(() => this.#wake(), waitMs)
    this.#timer.unref()
  }

  #wake(): void {
    this.#timer = null
    this.#wakeAt = Number.POSITIVE_INFINITY
    this.#options.due()
    const now = this.#options.now()
    let next = Number.POSITIVE_INFINITY
    for (const notBefore of this.#notBefore.values()) if (notBefore > now) next = Math.min(next, notBefore)
    if (next !== Number.POSITIVE_INFINITY) this.#arm(next)
  }
}
