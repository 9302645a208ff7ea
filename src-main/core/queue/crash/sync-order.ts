import { basename, dirname } from 'node:path'
import type { SystemCall } from './system-calls'

/** The folders of the lane that a trace is about, by their full paths. */
export interface TracedLane {
  readonly tmp: string
  readonly incoming: string
  readonly processing: string
  readonly outbox: string
  readonly outgoing: string
  readonly dead: string
}

/** What a trace was found to have done; a checker that saw nothing proves nothing. */
export interface SyncVerdict {
  readonly enqueued: number
  readonly finished: number
  readonly buried: number
  /** What was acknowledged before what it depends on was on the disk. */
  readonly guilty: readonly string[]
  /** Calls that force something in the lane to the disk. */
  readonly syncs: number
}

const moves = new Set(['rename', 'renameat', 'renameat2'])
const links = new Set(['link', 'linkat'])
const unlinks = new Set(['unlink', 'unlinkat'])
const folderSync = new Set(['fsync'])
const fileSync = new Set(['fsync', 'fdatasync'])
const writes = new Set(['write', 'pwrite64', 'writev', 'pwritev'])

/**
 * Checks a trace against the order that makes the lane safe from power loss: no name is given before the bytes are on the
 * disk, and no step is taken before the folder that holds the step before it is. `acknowledged` is written by the traced
 * program, one line a file, when it was told that the file is enqueued.
 */
export function checkedSyncs(calls: readonly SystemCall[], lane: TracedLane, acknowledged: string): SyncVerdict {
  const folders = new Set(Object.values(lane))
  const isOfLane = (path: string): boolean => folders.has(path) || folders.has(dirname(path)) || path === acknowledged
  const done = calls.filter(({ ok, paths }) => ok && paths.some(isOfLane))
  const guilty: string[] = []
  const counts = { enqueued: 0, finished: 0, buried: 0 }

  /** True when the folder was synced by a call that began after `from` had returned and returned before `until` began. */
  const isSynced = (folder: string, from: SystemCall, until: SystemCall): boolean =>
    done.some(
      ({ name, paths, enteredAt, returnedAt }) =>
        folderSync.has(name) && paths[0] === folder && enteredAt > from.returnedAt && returnedAt < until.enteredAt,
    )

  const checkBytes = (call: SystemCall, path: string): void => {
    const before = done.filter(({ paths, returnedAt }) => paths[0] === path && returnedAt < call.enteredAt)
    const written = before.findLast(({ name }) => writes.has(name))
    const synced = before.findLast(({ name }) => fileSync.has(name))
    if (written === undefined) guilty.push(`${basename(path)} got its name before it was written`)
    else if (synced === undefined || synced.enteredAt <= written.returnedAt) {
      guilty.push(
        `${basename(path)} got its name in ${basename(dirname(call.paths[1] ?? ''))} before its bytes were synced`,
      )
    }
  }

  for (const call of done) {
    const [from = '', to = ''] = call.paths
    if (links.has(call.name) && dirname(to) === lane.incoming) {
      counts.enqueued++
      checkBytes(call, from)
      const told = done.find(({ paths, text }) => paths[0] === acknowledged && namesIn(text).includes(basename(to)))
      if (told === undefined) guilty.push(`${basename(to)} was never acknowledged`)
      else if (!isSynced(lane.incoming, call, told))
        guilty.push(`${basename(to)} was acknowledged before incoming was synced`)
    }
    if (!moves.has(call.name) || dirname(to) !== lane.outbox) continue
    checkBytes(call, from)
    const claim = /~c([0-9a-z]+)\.json$/.exec(to)?.[1] ?? ''
    const left = done.find(
      ({ name, paths }) =>
        (unlinks.has(name) || moves.has(name)) &&
        dirname(paths[0] ?? '') === lane.processing &&
        paths[0]?.includes(claim),
    )
    const published = done.find(({ name, paths }) => moves.has(name) && paths[0] === to)
    if (left === undefined || published === undefined) {
      guilty.push(`${basename(to)} was stored and its item never left, or was never published`)
      continue
    }
    const isBurial = moves.has(left.name)
    counts[isBurial ? 'buried' : 'finished']++
    if (!isSynced(lane.outbox, call, left))
      guilty.push(`${basename(left.paths[0] ?? '')} left processing before outbox was synced`)
    const settled = isBurial ? lane.dead : lane.processing
    if (!isSynced(settled, left, published))
      guilty.push(`${basename(to)} was published before ${basename(settled)} was synced`)
  }
  const syncs = done.filter(({ name }) => fileSync.has(name)).length
  return { ...counts, guilty, syncs }
}

/** The names in what a program wrote as acknowledgement; a trace shows line ends as `\n`. */
function namesIn(text: string): string[] {
  return text.split('\\n')
}
