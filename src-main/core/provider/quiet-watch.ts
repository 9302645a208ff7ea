/**
 * Tells when a run has written nothing for `quietMs`, and when it writes again. One timer for the whole run, whatever
 * its output; `stop` ends it.
 */
export class QuietWatch {
  readonly #quietMs: number
  readonly #told: (since: number | null) => void
  readonly #now: () => number
  #lastAt: number
  #quiet = false
  #timer: NodeJS.Timeout

  constructor(quietMs: number, told: (since: number | null) => void, now: () => number = Date.now) {
    this.#quietMs = quietMs
    this.#told = told
    this.#now = now
    this.#lastAt = now()
    this.#timer = this.#armed(quietMs)
  }

  wrote(): void {
    this.#lastAt = this.#now()
    if (!this.#quiet) return
    this.#quiet = false
    this.#timer = this.#armed(this.#quietMs)
    this.#told(null)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #armed(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), Math.min(Math.max(ms, 1), 2 ** 31 - 1))
  }

  #look(): void {
    const restMs = this.#lastAt + this.#quietMs - this.#now()
    if (restMs > 0) {
      this.#timer = this.#armed(restMs)
      return
    }
    this.#quiet = true
    this.#told(this.#lastAt)
  }
}
