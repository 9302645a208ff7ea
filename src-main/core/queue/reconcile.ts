import { readdir } from 'node:fs/promises'
import type { History } from '../observe/history'
import type { Lane } from './lane'
import { recordResult } from './record-result'

/**
 * Writes into the history the results in `outgoing` that it does not know: the history was lost, or the process died
 * before it was written.
 */
export async function reconcileResults(lane: Lane, history: History, limitBytes: number): Promise<void> {
  const folder = lane.moves.files.paths.outgoing
  const known = history.resultFiles(lane.name)
  for (const file of await readdir(folder)) {
    if (file.endsWith('.json') && !known.has(file)) await recordResult(lane.record, folder, file, limitBytes)
  }
}
