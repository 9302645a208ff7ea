import { setImmediate } from 'node:timers/promises'

/** How long work without a pause may hold the event loop, in ms. */
const sliceMs = 4

/** Cuts long work into slices: awaited before each small step, it lets everything else have its turn when time is up. */
export class Breather {
  #sliceEnd = 0

  async pause(): Promise<void> {
    if (performance.now() < this.#sliceEnd) return
    await setImmediate()
    // Several may have waited for the same turn; the first of them begins the slice.
    if (performance.now() >= this.#sliceEnd) this.#sliceEnd = performance.now() + sliceMs
  }
}
