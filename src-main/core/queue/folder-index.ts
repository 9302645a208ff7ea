import { inLine } from './item-order'
import { type Listed, look, slicedScan } from './sliced-scan'

export interface FolderIndexOptions {
  readonly folder: string
  /** Names this index leaves out, such as reason files. */
  readonly skips: (file: string) => boolean
  /** Told of every difference: what was known, what is known now; both null never happens. */
  readonly changed: (before: Listed | null, now: Listed | null) => void
}

/**
 * What one folder of a lane holds, in memory. Fed with names to look at again; the disk is asked each time, so events
 * may be late, doubled or lost. `rescan` makes it right whatever happened.
 */
export class FolderIndex {
  readonly folder: string
  readonly #skips: (file: string) => boolean
  readonly #changed: (before: Listed | null, now: Listed | null) => void
  readonly #entries = new Map<string, Listed>()
  #sorted: Listed[] | null = null

  constructor(options: FolderIndexOptions) {
    this.folder = options.folder
    this.#skips = options.skips
    this.#changed = options.changed
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
    return now
  }

  /** Forgets a name that was just moved away, without asking the disk. */
  forget(file: string): void {
    this.#take(file, null)
  }

  /** Oldest first. The array is the index's own: read it, do not keep it. */
  inLine(): readonly Listed[] {
    this.#sorted ??= [...this.#entries.values()].sort(inLine)
    return this.#sorted
  }

  values(): IterableIterator<Listed> {
    return this.#entries.values()
  }

  /** Compares the whole folder with what is known. Rejects when the folder cannot be read. */
  async rescan(signal: AbortSignal): Promise<void> {
    const unseen = new Set(this.#entries.keys())
    await slicedScan(this.folder, signal, (entry) => {
      unseen.delete(entry.file)
      if (!this.#skips(entry.file)) this.#take(entry.file, entry)
    })
    if (signal.aborted) return
    // A name may have come back while the scan went on: only the disk says that it is gone.
    for (const file of unseen) this.lookAt(file)
  }

  #take(file: string, now: Listed | null): void {
    const before = this.#entries.get(file) ?? null
    if (before === null && now === null) return
    if (before !== null && now !== null && same(before, now)) return
    if (now === null) this.#entries.delete(file)
    else this.#entries.set(file, now)
    this.#sorted = null
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
