import { readdir, stat } from 'node:fs/promises'
import { faultCode } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { type LaneFolder, laneFolders, lanePaths } from '../lane/lane-paths'
import { laneRoots } from '../lane/lane-roots'
import { isParked } from '../lane/parked-items'
import { slicedScan } from '../lane/sliced-scan'
import { verifiedStatus } from '../supervise/verified-status'
import type { LaneFacts } from './doctor-lanes'

/** Names kept of each kind; the rest is only counted by whoever looks. */
const mostNames = 1_000

export async function laneFacts(paths: HomePaths): Promise<LaneFacts> {
  const { state } = await verifiedStatus(paths)
  const lanes: LaneFacts['lanes'][number][] = []
  for (const [name, root] of await laneRoots(paths)) lanes.push(await oneLane(name, root))
  return { isWorked: state !== 'stopped' && state !== 'stale' && state !== 'stop_failed', lanes }
}

async function oneLane(name: string, root: string): Promise<LaneFacts['lanes'][number]> {
  const folders = lanePaths(root)
  const missing: LaneFolder[] = []
  for (const folder of laneFolders) if (!(await isFolder(folders[folder]))) missing.push(folder)
  const names = async (folder: LaneFolder): Promise<string[]> =>
    (await namesIn(folders[folder])).filter((file) => !file.startsWith('.')).slice(0, mostNames)
  const strangers: string[] = []
  let newestAt: number | null = null
  if (!missing.includes('incoming')) {
    await slicedScan(folders.incoming, new AbortController().signal, ({ file, ms }) => {
      if (file.startsWith('.')) return
      if (file.endsWith('.json')) newestAt = Math.max(newestAt ?? 0, ms)
      else if (strangers.length < mostNames) strangers.push(file)
    })
  }
  return {
    name,
    missingFolders: missing,
    strangers,
    halfWritten: await names('tmp'),
    unpublished: await names('outbox'),
    interrupted: (await names('processing')).filter((file) => !isParked(file)),
    newestAt,
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error) => {
    if (faultCode(error) === 'ENOENT' || faultCode(error) === 'ENOTDIR') return []
    throw error
  })
}
