import { pause } from '../observe/changes'
import type { Worker } from './worker'

/** One thing that is tidied up at intervals. */
export interface Chore {
  readonly name: string
  /** Does it once; `signal` aborts when it must come to an end. */
  run(signal: AbortSignal): Promise<void>
}

/**
 * Does every chore in turn, then waits. A chore that fails does not keep the others from being done; the worker then fails
 * with all that went wrong, and is started again by the supervisor's rules.
 */
export function housekeeping(chores: readonly Chore[], everyMs: number): Worker {
  return {
    name: 'housekeeping',
    async run(life) {
      life.ready()
      while (!life.stop.aborted) {
        const faults: unknown[] = []
        for (const chore of chores) {
          if (life.stop.aborted) return
          try {
            await chore.run(life.stop)
          } catch (error) {
            faults.push(new Error(`${chore.name} failed`, { cause: error }))
          }
          life.beat()
        }
        if (faults.length === 1) throw faults[0]
        if (faults.length > 1) throw new AggregateError(faults, faults.map(String).join('; '))
        await pause(everyMs, life.stop)
      }
    },
  }
}
