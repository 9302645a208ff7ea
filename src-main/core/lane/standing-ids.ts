import { Breather } from '../ground/breather'
import type { Lane } from './lane'
import { indexedFolders } from './lane-index'

/** Which of some items have a file in the lane. */
export async function standingIds(lane: Lane, ids: ReadonlySet<string>): Promise<Set<string>> {
  const times = new Set([...ids].map(arrivalOf))
  const standing = new Set<string>()
  const breather = new Breather()
  let seen = 0
  for (const folder of indexedFolders) {
    for (const listed of lane.index.folders[folder].values()) {
      if (++seen % 4096 === 0) await breather.pause()
      if (!times.has(listed.ms)) continue
      const { id } = lane.record.identify(listed.file, folder !== 'incoming', listed)
      if (ids.has(id)) standing.add(id)
    }
  }
  return standing
}

/** When an item came, in ms, as its id tells. */
function arrivalOf(id: string): number {
  return Number.parseInt(id.slice(id.lastIndexOf('@') + 1), 36)
}
