import { setTimeout as sleep } from 'node:timers/promises'

/** A counter of changes that readers can wait on; it holds no values, so a slow reader costs nothing. */
export class Changes {
  #count = 0
  readonly #waiting = new Set<() => void>()

  get count(): number {
    return this.#count
  }

  /** How many readers wait now. */
  get waiting(): number {
    return this.#waiting.size
  }

  touch(): void {
    this.#count++
    if (this.#waiting.size === 0) return
    for (const changed of this.#waiting) changed()
    this.#waiting.clear()
  }

  /** Resolves once something changed after `seen`, or when `signal` aborts. */
  async since(seen: number, signal: AbortSignal): Promise<void> {
    if (this.#count !== seen || signal.aborted) return
    // A promise of its own for each wait: what hangs on a shared one stays there until the next change.
    const { promise, resolve } = Promise.withResolvers<void>()
    const over = (): void => resolve()
    this.#waiting.add(over)
    signal.addEventListener('abort', over, { once: true })
    await promise
    signal.removeEventListener('abort', over)
    this.#waiting.delete(over)
  }
}

/**
 * Reads a value now and after each change, and yields it when it differs from what this reader had last; at most once in
 * `everyMs`. Ends when `signal` aborts or `read` answers null.
 */
export async function* followValue<Value>(
  changes: Changes,
  signal: AbortSignal,
  everyMs: number,
  read: () => Value | null | Promise<Value | null>,
): AsyncGenerator<Value, void> {
  let last = ''
  while (!signal.aborted) {
    const seen = changes.count
    const value = await read()
    if (value === null) return
    const text = JSON.stringify(value)
    if (text !== last) {
      last = text
      yield value
    }
    await pause(everyMs, signal)
    await changes.since(seen, signal)
  }
}

export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
