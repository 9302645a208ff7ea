import type { Core } from '../core/core'
import { bounded } from './bounded'

/** How long a core may take to end its work when its host does. Longer than it waits for its own workers. */
export const closeCoreMs = 120_000

export function closeCore(core: Core, limitMs: number = closeCoreMs): Promise<void> {
  const sentence = `The core did not close within ${Math.round(limitMs / 1000)} s; the next start repairs what it left.`
  return bounded(Promise.resolve(core[Symbol.asyncDispose]()), limitMs, sentence)
}
