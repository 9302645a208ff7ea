import { parseItemName } from './item-name'
import type { Lane } from './lane'
import { retryNow } from './operator-moves'

/** Lets a waiting item start at once whose not-before lies ahead. One that has moved on meanwhile is left alone. */
export async function startNow(lane: Lane | undefined, id: string): Promise<void> {
  const standing = lane?.find(id)
  if (lane === undefined || standing?.folder !== 'incoming') return
  const { listed } = standing
  if ((parseItemName(listed.file, false).notBefore ?? 0) <= lane.now()) return
  const started = await retryNow(lane.moves.files, listed.file, lane.now())
  if (started === null) return
  lane.record.tell(lane.record.identify(listed.file, false, listed), {
    kind: 'retried',
    status: 'pending',
    text: 'Tried again at once',
  })
}
