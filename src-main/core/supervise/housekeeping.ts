import { pause } from '../ground/changes'
import { faultText } from '../ground/fault-code'
import type { Worker, WorkerLife } from '../ground/worker'

/** One thing that is tidied up at intervals. */
export interface Chore {
  readonly name: string
  /** Does it once; `signal` aborts when it must come to an end. */
  run(signal: AbortSignal): Promise<void>
}

/** A chore that is done again only so long after it was done. */
export function seldom(chore: Chore, everyMs: number, now: () => number): Chore {
  let doneAt = Number.NEGATIVE_INFINITY
  return {
    name: chore.name,
    run: async (signal) => {
      const at = now()
      if (at - doneAt < everyMs) return
      await chore.run(signal)
      doneAt = at
    },
  }
}

/**
 * Does every chore in turn, then waits. A chore that fails keeps neither the others nor the next round from being done: the
 * worker says that it is failing and tries again at its next turn, so that one thing that cannot be tidied never
 * ends the tidying of all the rest.
 */
export function housekeeping(chores: readonly Chore[], everyMs: number): Worker {
  return {
    name: 'housekeeping',
    async run(life) {
      life.ready()
      while (!life.stop.aborted) {
        const faults = await doneOnce(chores, life)
        if (life.stop.aborted) return
        if (faults.length === 0) life.ready()
        else life.failing(new AggregateError(faults, faults.map((fault) => fault.message).join(' ')))
        await pause(everyMs, life.stop)
      }
    },
  }
}

async function doneOnce(chores: readonly Chore[], life: WorkerLife): Promise<Error[]> {
  const faults: Error[] = []
  for (const chore of chores) {
    if (life.stop.aborted) break
    try {
      await chore.run(life.stop)
    } catch (cause) {
      faults.push(new Error(`${chore.name} failed: ${faultText(cause)}.`, { cause }))
    }
    life.beat()
  }
  return faults
}
