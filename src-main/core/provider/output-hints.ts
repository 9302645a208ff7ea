/**
 * Tells followers that there is more to read: at once, then at most every `everyMs`, never losing the last one.
 * `stop` gives a hint that is still due and ends the timer; hints after it are nobody's.
 */
export class OutputHints {
  readonly #notify: () => void
  readonly #everyMs: number
  #timer: NodeJS.Timeout | null = null
  #due = false
  #stopped = false

  constructor(notify: () => void, everyMs = 50) {
    this.#notify = notify
    this.#everyMs = everyMs
  }

  hint(): void {
    if (this.#stopped) return
    if (this.#timer !== null) {
      this.#due = true
      return
    }
    this.#timer = setTimeout(() => this.#elapsed(), this.#everyMs)
    this.#notify()
  }

  stop(): void {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#due) this.#notify()
    this.#due = false
  }

  #elapsed(): void {
    this.#timer = null
    if (!this.#due) return
    this.#due = false
    this.hint()
  }
}
