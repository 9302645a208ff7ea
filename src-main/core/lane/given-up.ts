import type { ItemTarget } from '#shared/contract'
import { Breather } from '../ground/breather'
import { parseItemName } from './item-name'
import type { Lane } from './lane'
import { readReason } from './read-reason'

/** Dead items that were given up for being interrupted too often, oldest first, at most `most`. */
export async function givenUpForInterruptions(lane: Lane, most: number): Promise<ItemTarget[]> {
  const found: ItemTarget[] = []
  const breather = new Breather()
  // Newest first, as the folder stands.
  for (const listed of [...lane.index.folders.dead.inLine()].reverse()) {
    if (found.length >= most) break
    await breather.pause()
    if (!(await wasInterrupted(lane, listed.file))) continue
    found.push({ id: lane.record.identify(listed.file, true, listed).id, column: 'dead', file: listed.file })
  }
  return found
}

/** Whether a dead item was given up for being interrupted too often. What says so stands in its reason alone. */
export async function wasInterrupted(lane: Lane, file: string): Promise<boolean> {
  if (parseItemName(file, true).interrupted === 0) return false
  const reason = await readReason(lane.moves.files.paths.dead, file)
  return reason?.interrupted !== undefined
}
