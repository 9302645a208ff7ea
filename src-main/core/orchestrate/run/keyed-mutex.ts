/** Lets steps that are about the same thing follow one another; others are not kept waiting. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>()

  take<Value>(about: string, step: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(about) ?? Promise.resolve()
    const turn = before.then(step, step)
    this.#last.set(about, turn)
    const leave = (): void => {
      if (this.#last.get(about) === turn) this.#last.delete(about)
    }
    turn.then(leave, leave)
    return turn
  }

  /** Resolves once nothing that was begun so far is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#last.values())
  }
}
