import { inLine } from './item-order'
import { eachName, type Listed, look, slicedScan } from './sliced-scan'
import { SortedView } from './sorted-view'

export interface FolderIndexOptions {
  readonly folder: string
  /** In which order its files are shown; oldest first unless told otherwise. */
  readonly order?: (a: Listed, b: Listed) => number
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
  readonly #entries = new Map<string, Listed>()
  readonly #held = new Set<string>()
  readonly #ordered: SortedView<Listed>
  #changes = 0

  constructor(options: FolderIndexOptions) {
    this.folder = options.folder
    this.#skips = options.skips
    this.#changed = options.changed
    this.#misnamed = options.misnamed
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
    const now = look(this.folder, file)
    this.#take(file, now)
    if (now === null) this.#vanished(file)
    return now
  }

  /** Keeps a name that goes from the disk as it is known, until `release`: so that no count is without its item meanwhile. */
  hold(file: string): void {
    this.#held.add(file)
  }

  release(file: string): void {
    this.#held.delete(file)
    this.lookAt(file)
  }

  /** Forgets a name that was just moved away, without asking the disk. */
  forget(file: string): void {
    this.#take(file, null)
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
    const changesBefore = this.#changes
    let seen = 0
    await slicedScan(
      this.folder,
      signal,
      (entry) => {
        if (this.#skips(entry.file)) return
        if (this.#entries.has(entry.file)) seen++
        this.#take(entry.file, entry)
      },
      (file) => {
        if (!this.#skips(file)) this.#vanished(file)
      },
    )
    if (size === 0 || (seen === size && this.#changes === changesBefore)) return
    await this.#lookForGone(signal)
  }

  /** Done only after something changed: an idle folder of any length is scanned without a second list of its names. */
  async #lookForGone(signal: AbortSignal): Promise<void> {
    const there = new Set<string>()
    await eachName(this.folder, signal, (file) => there.add(file))
    if (signal.aborted) return
    // A name may have come back while the list was made: only the disk says that it is gone.
    for (const file of this.#entries.keys()) if (!there.has(file)) this.lookAt(file)
  }

  /** Bytes that are no UTF-8 are read as U+FFFD, and under that name nothing is found. */
  #vanished(file: string): void {
    if (file.includes('\uFFFD')) this.#misnamed()
  }

  #take(file: string, now: Listed | null): void {
    const before = this.#entries.get(file) ?? null
    if (before === null && now === null) return
    if (now === null && this.#held.has(file)) return
    if (before !== null && now !== null && same(before, now)) return
    if (now === null) this.#entries.delete(file)
    else this.#entries.set(file, now)
    this.#changes++
    if (before !== null) this.#ordered.remove(before)
    if (now !== null) this.#ordered.add(now)
    this.#changed(before, now)
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
