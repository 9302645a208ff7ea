import { Canceled } from '../../ground/canceled'

interface Driven {
  stop: AbortController
  readonly ended: Promise<void>
}

/** Which runs are worked on now, each by one drive at a time, and how their attempts are stopped. */
export class RunsAtWork {
  readonly #driven = new Map<string, Driven>()

  isDriven(id: string): boolean {
    return this.#driven.has(id)
  }

  /** Works on a run once an earlier drive of it has ended. `attemptSignal` gives what stops the attempt under way. */
  async run<Value>(id: string, work: (attemptSignal: () => AbortSignal) => Promise<Value>): Promise<Value> {
    for (let before = this.#driven.get(id); before !== undefined; before = this.#driven.get(id)) await before.ended
    const { promise, resolve } = Promise.withResolvers<void>()
    const driven: Driven = { stop: new AbortController(), ended: promise }
    this.#driven.set(id, driven)
    try {
      return await work(() => driven.stop.signal)
    } finally {
      this.#driven.delete(id)
      resolve()
    }
  }

  /** Ends the attempt under way; the drive goes on from what the run's state says then. */
  stopAttempt(id: string, reason: string): void {
    const driven = this.#driven.get(id)
    if (driven === undefined) return
    const { stop } = driven
    driven.stop = new AbortController()
    stop.abort(new Canceled(reason))
  }
}
