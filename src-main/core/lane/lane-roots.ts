import { readdir } from 'node:fs/promises'
import { LaneName } from '#shared/item'
import { faultCode } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { messageLane } from '../ground/message-lane'

/** The lanes of a home by the folders it has. */
export async function laneRoots(paths: HomePaths): Promise<ReadonlyMap<string, string>> {
  const roots = new Map([[messageLane, paths.queue]])
  try {
    for (const entry of await readdir(paths.lanes, { withFileTypes: true })) {
      if (entry.isDirectory() && LaneName.safeParse(entry.name).success) {
        roots.set(entry.name, `${paths.lanes}/${entry.name}`)
      }
    }
  } catch (error) {
    if (faultCode(error) !== 'ENOENT') throw error
  }
  return roots
}
