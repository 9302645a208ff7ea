import { readdir } from 'node:fs/promises'
import type { History } from '../observe/history'
import { Breather } from './breather'
import type { Lane } from './lane'
import { recordResult } from './record-result'

/**
 * Writes into the history the results in `outgoing` that it does not know: the history was lost, or the process died
 * before it was written. What is left when `signal` aborts is looked at the next time.
 */
export async function reconcileResults(
  lane: Lane,
  history: History,
  limitBytes: number,
  signal?: AbortSignal,
): Promise<void> {
  const folder = lane.moves.files.paths.outgoing
  const breather = new Breather()
  for (const file of await readdir(folder)) {
    await breather.pause()
    if (signal?.aborted) return
    if (file.endsWith('.json') && !history.hasResult(lane.name, file)) {
      await recordResult(lane.record, folder, file, limitBytes)
    }
  }
}
