import { msLeft } from '../ground/steady-clock'
import { longestTimerMs } from './intake'
import { parseItemName } from './item-name'
import type { Listed } from './sliced-scan'

export interface RetriesOptions {
  readonly now: () => number
  /** What waits are measured by; see `steadyClock`. */
  readonly steadyNow: () => number
  /** Told when the time of an item may have come, which no file event tells. */
  readonly due: () => void
}

/** The items in `incoming` that failed: each is pending again when its not-before has passed, whether or not the lane works. */
export class Retries {
  readonly #options: RetriesOptions
  /** By file, in ms of the steady clock. */
  readonly #notBefore = new Map<string, number>()
  #timer: NodeJS.Timeout | null = null
  #wakeAt = Number.POSITIVE_INFINITY
  #lookedAt = Number.NEGATIVE_INFINITY
  #closed = false

  constructor(options: RetriesOptions) {
    this.#options = options
  }

  /** Takes note of a name in `incoming`; what never failed is left out. */
  add({ file, changedAt }: Pick<Listed, 'file' | 'changedAt'>): void {
    // Nearly every name of a long lane is without state.
    if (!file.includes('~')) return
    const { attempt, notBefore } = parseItemName(file, false)
    const waitMs = attempt === 1 || notBefore === null ? 0 : msLeft(notBefore, changedAt, this.#options.now())
    if (waitMs === 0) return
    const dueAt = this.#options.steadyNow() + waitMs
    this.#notBefore.set(file, dueAt)
    if (dueAt < this.#wakeAt) this.#arm(dueAt)
  }

  remove(file: string): void {
    this.#notBefore.delete(file)
  }

  isFailed(file: string): boolean {
    return (this.#notBefore.get(file) ?? 0) > this.#options.steadyNow()
  }

  /** How many items wait for their retry. */
  get failed(): number {
    const now = this.#options.steadyNow()
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
    const waitMs = Math.min(wakeAt - this.#options.steadyNow() + 1, longestTimerMs)
    this.#timer = setTimeout(() => this.#wake(), waitMs)
    this.#timer.unref()
  }

  #wake(): void {
    this.#timer = null
    this.#wakeAt = Number.POSITIVE_INFINITY
    const now = this.#options.steadyNow()
    let isDue = false
    let next = Number.POSITIVE_INFINITY
    for (const dueAt of this.#notBefore.values()) {
      if (dueAt > now) next = Math.min(next, dueAt)
      else if (dueAt > this.#lookedAt) isDue = true
    }
    this.#lookedAt = now
    if (isDue) this.#options.due()
    if (next !== Number.POSITIVE_INFINITY) this.#arm(next)
  }
}
