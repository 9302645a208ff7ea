import type { Core } from '../core/home/core'
import { bounded } from './bounded'

/** How long a core may take to end its work once its drain is over. Longer than it waits for its own workers. */
export const closeCoreMs = 120_000

/** Closes a core. Waits for the drain its settings grant, then `limitMs` at the most; the work itself goes on. */
export function closeCore(core: Core, limitMs: number = closeCoreMs, now: () => number = Date.now): Promise<void> {
  const closing = Promise.resolve(core[Symbol.asyncDispose]())
  const drainUntil = core.boardNow().supervisor.draining?.until ?? 0
  const boundMs = Math.max(0, drainUntil - now()) + limitMs
  const sentence = `The core did not close within ${Math.round(boundMs / 1000)} s; the next start repairs what it left.`
  return bounded(closing, boundMs, sentence)
}
