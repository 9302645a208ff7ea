import { statSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { Breather } from '../ground/breather'
import { faultCode } from '../ground/fault-code'
import { Arrivals } from './arrivals'
import { inLine } from './item-order'
import { eachName, type Listed, look, slicedScan } from './sliced-scan'
import { SortedView } from './sorted-view'

/** No file system in use tells times more coarsely, in ms. */
const coarsestMs = 2_000

export interface FolderIndexOptions {
  readonly folder: string
  /** In which order its files are shown; oldest first unless told otherwise. */
  readonly order?: (a: Listed, b: Listed) => number
  /** What is known of a file besides what its name tells; nothing when left out. */
  readonly known?: (folder: string, listed: Listed) => Listed
  /** Of the whole lane, which its items keep when they go from folder to folder; one of its own when left out. */
  readonly arrivals?: Arrivals
  /** True of a name that an event told of and that will be looked at soon, in the order of the events. */
  readonly isDue?: (file: string) => boolean
  /** Names this index leaves out, such as reason files. */
  readonly skips: (file: string) => boolean
  /** Told of every difference: what was known, what is known now; both null never happens. */
  readonly changed: (before: Listed | null, now: Listed | null) => void
  /** Told of a name that is listed but cannot be looked at, since it is no valid UTF-8. */
  readonly misnamed: () => void
}

/**
 * What one folder of a lane holds, in memory. Fed with names to look at again; the disk is asked each time, so events
 * may be late, doubled or lost. `rescan` makes it right whatever happened.
 */
export class FolderIndex {
  readonly folder: string
  readonly #skips: (file: string) => boolean
  readonly #changed: (before: Listed | null, now: Listed | null) => void
  readonly #misnamed: () => void
  readonly #arrivals: Arrivals
  readonly #isDue: (file: string) => boolean
  readonly #known: (folder: string, listed: Listed) => Listed
  #isRead = false
  readonly #entries = new Map<string, Listed>()
  /** Names to be kept, and whether they are gone from the disk. */
  readonly #held = new Map<string, boolean>()
  readonly #ordered: SortedView<Listed>
  #changes = 0
  /** The folder as it was when the last whole scan of it began. */
  #scanned: string | null = null

  constructor(options: FolderIndexOptions) {
    this.folder = options.folder
    this.#skips = options.skips
    this.#changed = options.changed
    this.#misnamed = options.misnamed
    this.#arrivals = options.arrivals ?? new Arrivals()
    this.#isDue = options.isDue ?? (() => false)
    this.#known = options.known ?? ((_, listed) => listed)
    this.#ordered = new SortedView(options.order ?? inLine)
  }

  get size(): number {
    return this.#entries.size
  }

  get(file: string): Listed | undefined {
    return this.#entries.get(file)
  }

  /** Looks at one name on the disk and takes over what is found. */
  lookAt(file: string): Listed | null {
    if (this.#skips(file)) return null
    const now = this.#look(file)
    this.#take(file, now, (come) => this.#arrivals.heard(come))
    if (now === null) this.#vanished(file)
    return now
  }

  /** Keeps a name that goes from the disk as it is known, until `release`: so that no count is without its item meanwhile. */
  hold(file: string): void {
    this.#held.set(file, false)
  }

  release(file: string): void {
    const isGone = this.#held.get(file) ?? false
    this.#held.delete(file)
    if (isGone) this.forget(file)
    else this.lookAt(file)
  }

  /** Forgets a name that was just moved away, without asking the disk. */
  forget(file: string): void {
    this.#take(file, null, (come) => come)
  }

  /**
   * Called before this process takes a name away, and what it returns once that is done: the name is then forgotten
   * without asking the disk, unless another file was found under it meanwhile. A name that stayed after all stays known.
   */
  leaving(file: string): (isGone?: boolean) => void {
    const before = this.#entries.get(file)
    const arrived = before === undefined ? null : this.#arrivals.keep(before)
    return (isGone = true) => {
      arrived?.()
      if (!isGone) return
      const now = this.#entries.get(file)
      if (now === before) this.forget(file)
      else if (now !== undefined) this.lookAt(file)
    }
  }

  /** In the folder's order. The array is the index's own: read it, do not keep it. */
  inLine(): readonly Listed[] {
    return this.#ordered.read()
  }

  /** Puts in order what a long scan found, bit by bit, so that the first reader need not wait for it. */
  settle(signal: AbortSignal): Promise<void> {
    return this.#ordered.settle(signal)
  }

  values(): IterableIterator<Listed> {
    return this.#entries.values()
  }

  /** Compares the whole folder with what is known. Rejects when the folder cannot be read. */
  async rescan(signal: AbortSignal): Promise<void> {
    const { size } = this.#entries
    const scanned = folderState(this.folder)
    const changesBefore = this.#changes
    const news: string[] = []
    let seen = 0
    await slicedScan(
      this.folder,
      signal,
      (entry) => {
        if (this.#skips(entry.file)) return
        // What an event is about to tell of comes in the order of the events.
        const isNew = this.#isRead && !this.#entries.has(entry.file)
        if (isNew) news.push(entry.file)
        else if (this.#take(entry.file, this.#known(this.folder, entry), (come) => this.#arrivals.found(come, 0)))
          seen++
      },
      (file) => {
        if (!this.#skips(file)) this.#vanished(file)
      },
    )
    const mayBeGone = size > 0 && (seen !== size || this.#changes !== changesBefore)
    if (mayBeGone) await this.#lookForGone(signal)
    if (news.length > 0) await this.#takeNews(news, signal)
    if (signal.aborted) return
    this.#scanned = scanned
    this.#isRead = true
  }

  /** True when no name came or went since the last scan. What was written into a file does not show in its folder. */
  isAsScanned(): boolean {
    return this.#scanned !== null && folderState(this.folder) === this.#scanned
  }

  /** Takes in what a later scan found and no event told of: whatever came before it has had its event by then. */
  async #takeNews(news: readonly string[], signal: AbortSignal): Promise<void> {
    // The first turn may be one in which the events that wait were not asked for.
    for (let turn = 0; turn < 2; turn++) await setImmediate()
    const floor = this.#arrivals.last
    const breather = new Breather()
    for (const file of news) {
      await breather.pause()
      if (signal.aborted) return
      if (this.#isDue(file) || this.#entries.has(file)) continue
      this.#take(file, this.#look(file), (come) => this.#arrivals.found(come, floor))
    }
  }

  /** Done only after something changed: an idle folder of any length is scanned without a second list of its names. */
  async #lookForGone(signal: AbortSignal): Promise<void> {
    const there = new Set<string>()
    await eachName(this.folder, signal, (file) => there.add(file))
    if (signal.aborted) return
    // A name may have come back while the list was made: only the disk says that it is gone.
    for (const file of this.#entries.keys()) if (!there.has(file)) this.lookAt(file)
  }

  #look(file: string): Listed | null {
    const found = look(this.folder, file)
    return found === null ? null : this.#known(this.folder, found)
  }

  /** Bytes that are no UTF-8 are read as U+FFFD, and under that name nothing is found. */
  #vanished(file: string): void {
    if (file.includes('\uFFFD')) this.#misnamed()
  }

  /** True when the name was known before. */
  #take(file: string, seen: Listed | null, placed: (come: Listed) => Listed): boolean {
    const before = this.#entries.get(file) ?? null
    if (before === null && seen === null) return false
    if (this.#held.has(file)) {
      this.#held.set(file, seen === null)
      if (seen === null) return true
    }
    if (before !== null && seen !== null && same(before, seen)) return true
    // What grows where it stands came when it was first seen.
    const grown = before !== null && seen?.inode === before.inode ? { ...seen, arrival: before.arrival } : null
    const now = grown ?? (seen === null ? null : placed(seen))
    if (now === null) this.#entries.delete(file)
    else this.#entries.set(file, now)
    this.#changes++
    if (before !== null) this.#ordered.remove(before)
    if (now !== null) this.#ordered.add(now)
    this.#changed(before, now)
    return before !== null
  }
}

/** Changes with every name that comes or goes; null while a further change could still bear the same time. */
function folderState(folder: string): string | null {
  try {
    const { dev, ino, mtimeNs, mtimeMs } = statSync(folder, { bigint: true })
    return Date.now() - Number(mtimeMs) < coarsestMs ? null : `${dev}.${ino}.${mtimeNs}`
  } catch (error) {
    // What is wrong with the folder shows when it is listed.
    if (faultCode(error) !== null) return null
    throw error
  }
}

function same(a: Listed, b: Listed): boolean {
  return (
    a.ms === b.ms &&
    a.ns === b.ns &&
    a.bytes === b.bytes &&
    a.inode === b.inode &&
    a.changedAt === b.changedAt &&
    a.regular === b.regular
  )
}
