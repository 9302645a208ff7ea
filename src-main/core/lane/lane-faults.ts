import { faultText } from '../ground/fault-code'
import type { LaneOptions } from './lane-options'

/** What the disk refuses now, by what it is about. */
export class LaneFaults {
  readonly #options: Pick<LaneOptions, 'fault' | 'changed'>
  readonly #sentences = new Map<string, string>()

  constructor(options: Pick<LaneOptions, 'fault' | 'changed'>) {
    this.#options = options
  }

  /** The one that has lasted longest, or null. */
  get sentence(): string | null {
    return this.#sentences.values().next().value ?? null
  }

  /** A null error: that one is over. */
  tell(about: string, error: unknown): void {
    const { fault, changed } = this.#options
    if (error === null) {
      if (this.#sentences.delete(about)) changed()
      return
    }
    fault(error)
    this.#sentences.set(about, `The disk or system refused a step of this lane: ${faultText(error)}.`)
    changed()
  }

  clear(): void {
    this.#sentences.clear()
  }
}
