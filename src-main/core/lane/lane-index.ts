import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ColumnCounts } from '#shared/item'
import { faultCode, faultText } from '../ground/fault-code'
import { Arrivals } from './arrivals'
import { DueLooks } from './due-looks'
import { FolderIndex } from './folder-index'
import { newestFirst } from './item-order'
import { reasonEnding } from './lane-files'
import type { LaneFolder, LanePaths } from './lane-paths'
import { type Listed, look } from './sliced-scan'
import { stoodSince } from './stood-since'
import { type FolderWatch, type WatchFolder, watchFolder } from './watch-folder'

/** The folders whose files are items; `outbox` and `outgoing` hold results. */
export const indexedFolders = ['incoming', 'processing', 'dead', 'rejected', 'trash'] as const
export type IndexedFolder = (typeof indexedFolders)[number]

export function isIndexed(folder: LaneFolder): folder is IndexedFolder {
  return folder !== 'tmp' && folder !== 'outbox' && folder !== 'outgoing'
}

export interface LaneIndexOptions {
  readonly paths: LanePaths
  /** Told of every difference found in a folder, after the index has it. */
  readonly changed: (folder: IndexedFolder, before: Listed | null, now: Listed | null) => void
  /** Told when `trouble` may have changed. */
  readonly troubled: () => void
  /** Told that `incoming` holds an item whose name is no valid UTF-8. */
  readonly misnamed: () => void
  /** Makes the lane's folders that are missing, and answers which those were. */
  readonly makeFolders: () => Promise<readonly string[]>
  /** Told that folders had been removed, in a sentence. */
  readonly lost: (sentence: string) => void
  readonly now: () => number
  readonly watch?: WatchFolder
}

interface Watched {
  readonly watch: FolderWatch
  /** Which folder is watched: a path may lead to another one later. */
  readonly identity: string | null
}

/** A folder that was gone is told of this long, ms. */
const shownMs = 10_000

/** Scanning an idle lane takes at most this part of the time, so that a long one is scanned less often. */
const scanShare = 1 / 400

/** Every so many scans each file is looked at, though its folder shows no change. */
const thoroughEach = 10

/** A long lane is put in order for its windows this long after it was read, in ms. */
const settleAfterMs = 200

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
  readonly #looks = new DueLooks((index, file) => this.#lookAgain(index, file))
  readonly #missed = new Set<FolderIndex>()
  readonly #strangers = new Set<string>()
  /** Strangers a scan has met so far; null while none runs. */
  #metStrangers: Set<string> | null = null
  readonly #watches = new Map<FolderIndex, Watched>()
  #wake = new AbortController()
  #scanned = false
  #scanTrouble: string | null = null
  #lost: { readonly sentence: string; readonly at: number } | null = null
  readonly #ready = Promise.withResolvers<void>()

  constructor(options: LaneIndexOptions) {
    this.#options = options
    const arrivals = new Arrivals()
    const index = (folder: IndexedFolder): FolderIndex =>
      new FolderIndex({
        folder: options.paths[folder],
        arrivals,
        ...(folder === 'dead' || folder === 'rejected' ? { known: stoodSince } : {}),
        isDue: (file) => this.#looks.isDue(this.folders[folder], file),
        ...(folder === 'incoming' || folder === 'processing' ? {} : { order: newestFirst }),
        skips: folder === 'incoming' ? (file) => this.#isStranger(file) : (file) => file.endsWith(reasonEnding),
        changed: (before, now) => options.changed(folder, before, now),
        // Whoever only looks mends nothing.
        misnamed: () => (folder === 'incoming' && this.#watches.size > 0 ? options.misnamed() : undefined),
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
    const watches = [...this.#watches.values()]
    const watchTrouble = watches.find(({ watch }) => watch.trouble !== null)?.watch.trouble
    return this.#scanTrouble ?? this.#lost?.sentence ?? watchTrouble ?? null
  }

  get strangers(): ReadonlySet<string> {
    return this.#strangers
  }

  /** Watches and scans until `signal` aborts; `ready` resolves after the first full scan. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#close(), { once: true })
    await this.#scanAll(signal)
    this.#scanned = true
    this.#ready.resolve()
    this.#options.troubled()
    // Whoever waits for the lane comes first.
    await sleep(settleAfterMs, undefined, { signal, ref: false }).catch(() => {})
    for (const folder of indexedFolders) await this.folders[folder].settle(signal)
    await this.#keepScanning(signal)
  }

  /** Reads every folder once, as it stands: watches and makes nothing. Throws when one cannot be read. */
  async look(signal: AbortSignal): Promise<void> {
    for (const folder of indexedFolders) {
      await this.folders[folder].rescan(signal).catch((error: unknown) => {
        // What is missing holds nothing.
        if (faultCode(error) !== 'ENOENT') throw error
      })
    }
    this.#scanned = true
    this.#ready.resolve()
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
    for (const { watch } of this.#watches.values()) watch.close()
    this.#watches.clear()
    this.#looks.close()
  }

  async #keepScanning(signal: AbortSignal): Promise<void> {
    let waitMs = rescanFloorMs
    let scans = 0
    while (!signal.aborted) {
      const woken = AbortSignal.any([signal, this.#wake.signal])
      await sleep(waitMs, undefined, { signal: woken, ref: false }).catch(() => {})
      if (signal.aborted) return
      this.#wake = new AbortController()
      const unreliable = this.trouble !== null || this.#missed.size > 0
      const start = performance.now()
      scans++
      await this.#scanAll(signal, unreliable || scans % thoroughEach === 0)
      const restMs = (performance.now() - start) / scanShare
      // What this scan itself could not do is soon tried again, too.
      const isSoon = unreliable || this.trouble !== null
      waitMs = isSoon ? rescanFloorMs : Math.max(Math.min(waitMs * 2, rescanCeilingMs), restMs)
    }
  }

  /** Unless it is to be thorough, a scan leaves out the folders whose names are as the last one found them. */
  async #scanAll(signal: AbortSignal, isThorough = true): Promise<void> {
    const before = this.trouble
    this.#missed.clear()
    let trouble = await this.#mendFolders()
    if (signal.aborted) return
    this.#watchAll()
    const leftOut = isThorough ? [] : indexedFolders.filter((folder) => this.folders[folder].isAsScanned())
    const met = leftOut.includes('incoming') ? new Set(this.#strangers) : new Set<string>()
    this.#metStrangers = met
    for (const folder of indexedFolders) {
      if (leftOut.includes(folder)) continue
      try {
        await this.folders[folder].rescan(signal)
      } catch (error) {
        trouble ??= `${this.folders[folder].folder} cannot be read (${faultText(error)}).`
      }
    }
    this.#scanTrouble = trouble
    if (this.#metStrangers === met) this.#metStrangers = null
    if (!signal.aborted) for (const file of this.#strangers) if (!met.has(file)) this.#forgetStranger(file)
    if (before !== this.trouble) this.#options.troubled()
  }

  /** Folders that somebody removed are made again; it is said for a while. */
  async #mendFolders(): Promise<string | null> {
    try {
      const made = await this.#options.makeFolders()
      const at = this.#options.now()
      if (made.length > 0) {
        this.#lost = { sentence: `${made.join(', ')} was gone and has been made again, empty.`, at }
        this.#options.lost(this.#lost.sentence)
      } else if (this.#lost !== null && at - this.#lost.at > shownMs) this.#lost = null
      return null
    } catch (error) {
      return `A folder of the lane is missing and cannot be made (${faultText(error)}).`
    }
  }

  /** Watches what is not watched: at the start, after a failure, and when another folder took the place of the watched. */
  #watchAll(): void {
    for (const folder of indexedFolders) {
      const index = this.folders[folder]
      const watched = this.#watches.get(index)
      const identity = folderIdentity(index.folder)
      if (watched !== undefined && watched.watch.trouble === null && watched.identity === identity) continue
      watched?.watch.close()
      const watch = (this.#options.watch ?? watchFolder)(
        index.folder,
        (file) => this.#event(index, file),
        () => this.#options.troubled(),
      )
      this.#watches.set(index, { watch, identity })
    }
  }

  #isStranger(file: string): boolean {
    if (file.startsWith('.') || file.endsWith('.json')) return file.startsWith('.')
    this.#metStrangers?.add(file)
    if (!this.#strangers.has(file) && this.#strangers.size < 1000) {
      this.#strangers.add(file)
      this.#options.troubled()
    }
    return true
  }

  #forgetStranger(file: string): void {
    if (this.#strangers.delete(file)) this.#options.troubled()
  }

  #event(index: FolderIndex, file: string | null): void {
    if (file === null) {
      this.#missed.add(index)
      this.#wake.abort()
      return
    }
    // An event of the folder itself: it was removed or moved away.
    if (file === basename(index.folder)) this.#wake.abort()
    // What comes into `incoming` waits to be claimed; elsewhere nearly every name is one that this process moved itself.
    if (index === this.folders.incoming) this.#looks.soon(index, file)
    else this.#looks.later(index, file)
  }

  #lookAgain(index: FolderIndex, file: string): void {
    try {
      const found = index.lookAt(file)
      if (found === null && this.#strangers.has(file) && look(index.folder, file) === null) {
        this.#forgetStranger(file)
      }
    } catch (error) {
      this.#scanTrouble = `${index.folder} cannot be read (${faultText(error)}).`
      this.#options.troubled()
    }
  }
}

/** Null when the folder cannot be reached. */
function folderIdentity(folder: string): string | null {
  try {
    const { dev, ino, birthtimeNs } = statSync(folder, { bigint: true })
    return `${dev}.${ino}.${birthtimeNs}`
  } catch (error) {
    if (faultCode(error) === null) throw error
    return null
  }
}

/** The item's id: stem and place in line, both of which it keeps while it moves. */
export function idOf(stem: string, { ms, ns }: { readonly ms: number; readonly ns: number }): string {
  return `${stem}@${ms.toString(36)}.${ns.toString(36)}`
}
