import { setTimeout as sleep } from 'node:timers/promises'
import type { ColumnCounts } from '#shared/item'
import { faultText } from '../home/fault-code'
import { FolderIndex } from './folder-index'
import { parseItemName } from './item-name'
import { reasonEnding } from './lane-files'
import type { LanePaths } from './lane-paths'
import type { Listed } from './sliced-scan'
import { type FolderWatch, watchFolder } from './watch-folder'

/** The folders whose files are items; `outbox` and `outgoing` hold results. */
export const indexedFolders = ['incoming', 'processing', 'dead', 'rejected', 'trash'] as const
export type IndexedFolder = (typeof indexedFolders)[number]

export interface LaneIndexOptions {
  readonly paths: LanePaths
  /** Told of every difference found in a folder, after the index has it. */
  readonly changed: (folder: IndexedFolder, before: Listed | null, now: Listed | null) => void
  /** Told when `trouble` may have changed. */
  readonly troubled: () => void
}

/** Re-scan intervals in ms: short while something may have been missed, longer each time nothing was. */
const rescanFloorMs = 2_000
const rescanCeilingMs = 60_000

/**
 * What a lane holds on disk, in memory: fed by file events, made right by re-scans. `incoming` files whose name does not
 * end with `.json` are not items; they are counted as `strangers` and left alone.
 */
export class LaneIndex {
  readonly folders: Readonly<Record<IndexedFolder, FolderIndex>>
  readonly #options: LaneIndexOptions
  readonly #pending = new Map<FolderIndex, Set<string>>()
  readonly #missed = new Set<FolderIndex>()
  readonly #strangers = new Set<string>()
  #watches: FolderWatch[] = []
  #draining = false
  #scanned = false
  #scanTrouble: string | null = null
  readonly #ready = Promise.withResolvers<void>()

  constructor(options: LaneIndexOptions) {
    this.#options = options
    const index = (folder: IndexedFolder): FolderIndex =>
      new FolderIndex({
        folder: options.paths[folder],
        skips: folder === 'incoming' ? (file) => this.#isStranger(file) : (file) => file.endsWith(reasonEnding),
        changed: (before, now) => options.changed(folder, before, now),
      })
    this.folders = {
      incoming: index('incoming'),
      processing: index('processing'),
      dead: index('dead'),
      rejected: index('rejected'),
      trash: index('trash'),
    }
  }

  /** True once every folder has been read whole. */
  get complete(): boolean {
    return this.#scanned
  }

  get ready(): Promise<void> {
    return this.#ready.promise
  }

  get trouble(): string | null {
    return this.#scanTrouble ?? this.#watches.find((watch) => watch.trouble !== null)?.trouble ?? null
  }

  get strangers(): ReadonlySet<string> {
    return this.#strangers
  }

  /** Watches and scans until `signal` aborts; `ready` resolves after the first full scan. */
  async run(signal: AbortSignal): Promise<void> {
    for (const folder of indexedFolders) {
      const index = this.folders[folder]
      this.#watches.push(
        watchFolder(
          index.folder,
          (file) => this.#event(index, file),
          () => this.#options.troubled(),
        ),
      )
    }
    signal.addEventListener('abort', () => this.#close(), { once: true })
    await this.#scanAll(signal)
    this.#scanned = true
    this.#ready.resolve()
    this.#options.troubled()
    await this.#keepScanning(signal)
  }

  /** Exact numbers of items per column. `completed` is not known here: finished items leave the lane's folders. */
  counts(failed: number): Omit<ColumnCounts, 'completed'> {
    return {
      pending: this.folders.incoming.size - failed,
      active: this.folders.processing.size,
      failed,
      dead: this.folders.dead.size,
      rejected: this.folders.rejected.size,
      trash: this.folders.trash.size,
    }
  }

  async rescan(signal: AbortSignal): Promise<void> {
    await this.#scanAll(signal)
  }

  #close(): void {
    for (const watch of this.#watches) watch.close()
    this.#watches = []
  }

  async #keepScanning(signal: AbortSignal): Promise<void> {
    let waitMs = rescanFloorMs
    while (!signal.aborted) {
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => {})
      if (signal.aborted) return
      const unreliable = this.trouble !== null || this.#missed.size > 0
      waitMs = unreliable ? rescanFloorMs : Math.min(waitMs * 2, rescanCeilingMs)
      await this.#scanAll(signal)
    }
  }

  async #scanAll(signal: AbortSignal): Promise<void> {
    const before = this.trouble
    this.#missed.clear()
    this.#scanTrouble = null
    for (const folder of indexedFolders) {
      try {
        await this.folders[folder].rescan(signal)
      } catch (error) {
        this.#scanTrouble = `${this.folders[folder].folder} cannot be read (${faultText(error)}).`
      }
    }
    if (before !== this.trouble) this.#options.troubled()
  }

  #isStranger(file: string): boolean {
    if (file.startsWith('.') || file.endsWith('.json')) return file.startsWith('.')
    if (!this.#strangers.has(file) && this.#strangers.size < 1000) this.#strangers.add(file)
    return true
  }

  #event(index: FolderIndex, file: string | null): void {
    if (file === null) {
      this.#missed.add(index)
      return
    }
    let files = this.#pending.get(index)
    if (files === undefined) {
      files = new Set()
      this.#pending.set(index, files)
    }
    files.add(file)
    if (!this.#draining) {
      this.#draining = true
      setImmediate(() => this.#drain())
    }
  }

  /** Looks at the names that had events, in slices, so that a flood of events cannot hold the event loop. */
  #drain(): void {
    const sliceEnd = performance.now() + 4
    for (const [index, files] of this.#pending) {
      for (const file of files) {
        files.delete(file)
        try {
          index.lookAt(file)
        } catch (error) {
          this.#scanTrouble = `${index.folder} cannot be read (${faultText(error)}).`
          this.#options.troubled()
        }
        if (performance.now() > sliceEnd) {
          setImmediate(() => this.#drain())
          return
        }
      }
      this.#pending.delete(index)
    }
    this.#draining = false
  }
}

/** The item's id: stem and place in line, both of which it keeps while it moves. */
export function itemId(file: string, claimed: boolean, place: { readonly ms: number; readonly ns: number }): string {
  return `${parseItemName(file, claimed).stem}@${place.ms.toString(36)}.${place.ns.toString(36)}`
}
