import type { StopReceipt } from '#shared/supervisor'
import type { Lane } from '../lane/lane'
import { isParked } from '../lane/parked-items'

/** How an item that was active when a stop began has left `active`. */
export function outcomeOf(lane: Lane | undefined, id: string): StopReceipt['items'][number]['outcome'] {
  if (lane === undefined) return 'finished'
  for (const listed of lane.index.folders.processing.values()) {
    if (lane.record.identify(listed.file, true, listed).id !== id) continue
    return isParked(listed.file) ? 'waiting' : 'left'
  }
  // An attempt that failed meanwhile waits in line for its next one.
  const status = lane.record.notes(id)?.status
  return status === 'pending' || status === 'failed' ? 'back_in_line' : 'finished'
}
