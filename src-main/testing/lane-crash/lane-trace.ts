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
  readonly rejected: string
  readonly trash: string
}

const renames = new Set(['rename', 'renameat', 'renameat2'])
const links = new Set(['link', 'linkat'])
const unlinks = new Set(['unlink', 'unlinkat'])
const fileSyncs = new Set(['fsync', 'fdatasync'])
const writes = new Set(['write', 'pwrite64', 'writev', 'pwritev'])

/** What a trace shows of one lane, and what was on the disk when. */
export class LaneTrace {
  readonly #done: readonly SystemCall[]
  readonly #acknowledged: string

  /** `acknowledged` is the file that the traced program writes a line to when it was told that something is done. */
  constructor(calls: readonly SystemCall[], lane: TracedLane, acknowledged: string) {
    const folders = new Set(Object.values(lane))
    const isOfLane = (path: string): boolean => folders.has(path) || folders.has(dirname(path)) || path === acknowledged
    this.#done = calls.filter(({ ok, paths }) => ok && paths.some(isOfLane))
    this.#acknowledged = acknowledged
  }

  /** Calls that force something in the lane to the disk. */
  get syncs(): number {
    return this.#done.filter(({ name }) => fileSyncs.has(name)).length
  }

  /** Links and renames into a folder. */
  named(folder: string, by: 'link' | 'rename'): SystemCall[] {
    const names = by === 'link' ? links : renames
    return this.#done.filter(({ name, paths }) => names.has(name) && dirname(paths[1] ?? '') === folder)
  }

  renamed(path: string): SystemCall | undefined {
    return this.#done.find(({ name, paths }) => renames.has(name) && paths[0] === path)
  }

  /** The unlink or rename that took a file with this in its name out of a folder, not to another name there. */
  leaving(folder: string, part: string): SystemCall | undefined {
    return this.#done.find(
      ({ name, paths: [from = '', to = ''] }) =>
        (unlinks.has(name) || (renames.has(name) && dirname(to) !== folder)) &&
        dirname(from) === folder &&
        from.includes(part),
    )
  }

  /** The rename within a folder that says of an item that it is given up. */
  marked(folder: string, claim: string): SystemCall | undefined {
    return this.named(folder, 'rename').find(({ paths: [, to = ''] }) => to.endsWith(`${claim}~d.json`))
  }

  isRename(call: SystemCall): boolean {
    return renames.has(call.name)
  }

  /** The write that acknowledged something by this line; a trace shows line ends as `\n`. */
  acknowledgement(line: string): SystemCall | undefined {
    return this.#done.find(({ paths, text }) => paths[0] === this.#acknowledged && text.split('\\n').includes(line))
  }

  /** True when the folder was synced by a call that began after `from` had returned and returned before `until` began. */
  isSynced(folder: string, from: SystemCall, until: SystemCall): boolean {
    return this.#done.some(
      ({ name, paths, enteredAt, returnedAt }) =>
        name === 'fsync' && paths[0] === folder && enteredAt > from.returnedAt && returnedAt < until.enteredAt,
    )
  }

  /** What is wrong with the bytes of the file that a call gives its name. */
  bytesComplaint(call: SystemCall): string[] {
    const [path = '', to = ''] = call.paths
    const before = this.#done.filter(({ paths, returnedAt }) => paths[0] === path && returnedAt < call.enteredAt)
    const written = before.findLast(({ name }) => writes.has(name))
    const synced = before.findLast(({ name }) => fileSyncs.has(name))
    if (written === undefined) return [`${basename(path)} got its name before it was written`]
    if (synced !== undefined && synced.enteredAt > written.returnedAt) return []
    return [`${basename(path)} got its name in ${basename(dirname(to))} before its bytes were synced`]
  }
}
