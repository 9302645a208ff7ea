import { Breather } from '../ground/breather'
import type { Lane } from './lane'

/**
 * Writes down where items stand that the record has as active: the process may have died after an item's last move and
 * before that was written down.
 */
export async function tellLeftActive(
  lane: Pick<Lane, 'record' | 'find' | 'columnOf'>,
  stop: AbortSignal,
): Promise<void> {
  const breather = new Breather()
  for (const item of lane.record.allLeftActive()) {
    await breather.pause()
    if (stop.aborted) return
    const standing = lane.find(item.id)
    if (standing === null || standing.folder === 'processing') continue
    const text = `Found in ${standing.folder}`
    lane.record.tell(item, { kind: 'recovered', status: lane.columnOf(standing), text })
  }
}
