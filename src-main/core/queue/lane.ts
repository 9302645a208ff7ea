import type { LaneCard } from '#shared/board'
import type { ItemTarget } from '#shared/contract'
import type { ColumnCounts, ItemEvent, ItemRow } from '#shared/item'
import { faultText } from '../home/fault-code'
import type { History } from '../observe/history'
import { settledOr } from '../supervise/settled-or'
import type { ActiveItem } from '../supervise/worker'
import { parseItemName } from './item-name'
import { LaneFiles } from './lane-files'
import { type IndexedFolder, isIndexed, LaneIndex } from './lane-index'
import { LaneMoves } from './lane-moves'
import { lanePaths } from './lane-paths'
import { LaneRecord } from './lane-record'
import type { LaneSettings } from './lane-settings'
import { LaneWorker } from './lane-worker'
import { NameMending } from './name-mending'
import { type Recovered, recoverLane, settleReleased } from './recovery'
import type { Listed } from './sliced-scan'
import type { Slots } from './slots'
import type { WatchFolder } from './watch-folder'
import type { GroupOf, Work, Working } from './work'

export interface LaneOptions {
  readonly name: string
  readonly root: string
  readonly durability: 'full' | 'relaxed'
  /** Asked each time, since edits take effect while the lane works. */
  readonly settings: () => LaneSettings
  readonly slots: Slots
  readonly history: History
  readonly now: () => number
  /** Told that counts, rows or trouble changed. */
  readonly changed: () => void
  readonly told: (title: string, event: ItemEvent) => void
  readonly fault: (error: unknown) => void
  /** Makes sure that nothing an earlier life started for this item still runs. */
  readonly endLeftovers: (itemFile: string) => Promise<void>
  readonly watch?: WatchFolder
}

export interface LaneWork {
  readonly groupOf: GroupOf
  readonly work: Work
}

/** What stands in a lane at one moment, for windows and the inspector. */
export interface Standing {
  readonly folder: IndexedFolder
  readonly listed: Listed
}

/**
 * One lane of a home. Its index lives as long as the core, so the panel shows the lane whether or not the supervisor
 * runs; its worker lives from `begin` to the end of the supervisor's stop.
 */
export class Lane {
  readonly name: string
  readonly moves: LaneMoves
  readonly index: LaneIndex
  readonly record: LaneRecord
  readonly #options: LaneOptions
  readonly #working = new Map<string, Working>()
  /** Retries in `incoming` and when each may start. */
  readonly #retries = new Map<string, number>()
  readonly #life = new AbortController()
  #worker: LaneWorker | null = null
  #background: Promise<void> = Promise.resolve()
  /** What the disk refuses now, by what it is about. */
  readonly #faults = new Map<string, string>()
  readonly #mending: NameMending
  #retryTimer: NodeJS.Timeout | null = null

  constructor(options: LaneOptions) {
    this.name = options.name
    this.#options = options
    const paths = lanePaths(options.root)
    const files = new LaneFiles(paths, options.durability, (folder, file) => {
      if (isIndexed(folder)) this.index.folders[folder].lookAt(file)
    })
    this.moves = new LaneMoves(files)
    this.record = new LaneRecord(options.name, options.history, options.told)
    this.index = new LaneIndex({
      paths,
      changed: (folder, before, now) => this.#indexChanged(folder, before, now),
      troubled: () => options.changed(),
      now: options.now,
      misnamed: () => this.#mending.ask(),
      makeFolders: async () => {
        await files.createFolders()
        return files.takeMade()
      },
      lost: (sentence) => options.fault(new Error(sentence)),
      ...(options.watch === undefined ? {} : { watch: options.watch }),
    })
    const { incoming } = this.index.folders
    const faulted = (error: unknown): void => this.#faulted('names', error)
    this.#mending = new NameMending({ files, incoming, record: this.record, faulted })
  }

  /** Makes the folders, starts watching and reads the lane once. */
  async open(): Promise<void> {
    await this.moves.files.createFolders()
    this.moves.files.takeMade()
    this.#background = this.index.run(this.#life.signal)
  }

  /** Settles what an earlier life left and starts to work, unless `stop` aborts before. */
  async begin(work: LaneWork, stop: AbortSignal = new AbortController().signal): Promise<Recovered[]> {
    const { settings, slots, now } = this.#options
    await this.moves.files.createFolders()
    const recovered = await recoverLane({
      moves: this.moves,
      record: this.record,
      itemBytes: settings().itemBytes,
      // Whatever outlived the last owner of the home was ended before any lane begins.
      endLeftovers: () => Promise.resolve(),
      now,
      stop,
    })
    await settledOr(stop, this.index.ready)
    if (stop.aborted) return recovered
    this.#faults.clear()
    this.#worker = new LaneWorker({
      name: this.name,
      moves: this.moves,
      record: this.record,
      incoming: this.index.folders.incoming,
      processing: this.index.folders.processing,
      slots,
      settings,
      groupOf: work.groupOf,
      work: work.work,
      now,
      working: (file, working) => {
        if (working === null) this.#working.delete(file)
        else this.#working.set(file, working)
        this.#options.changed()
      },
      fault: (about, error) => this.#faulted(about, error),
    })
    await this.#worker.begin()
    return recovered
  }

  /** Rejects when the lane's folder itself cannot be reached any more; folders within it are made again. */
  async assertReachable(): Promise<void> {
    await this.moves.files.createFolders()
  }

  /** What is being worked on now. */
  get active(): ActiveItem[] {
    return this.#worker?.active ?? []
  }

  /**
   * Takes an active item out of `active`: its run is ended, or, where nothing here runs it, what a dead supervisor left is
   * settled as recovery would. Answers where it stands then.
   */
  async release(file: string): Promise<Pick<ItemTarget, 'column' | 'file'> | null> {
    const listed = this.index.folders.processing.get(file)
    if (listed === undefined) return null
    const { id } = this.record.identify(file, true, listed)
    if (!((await this.#worker?.release(file)) ?? false)) await this.#settleAbandoned(file)
    const now = this.find(id)
    if (now !== null) return { column: this.columnOf(now), file: now.listed.file }
    const result = this.record.notes(id)?.result_file ?? null
    return result === null ? null : { column: 'completed', file: result }
  }

  async #settleAbandoned(file: string): Promise<void> {
    const { settings, now, endLeftovers } = this.#options
    const { moves, record } = this
    await settleReleased(file, { moves, record, itemBytes: settings().itemBytes, endLeftovers, now })
  }

  now(): number {
    return this.#options.now()
  }

  /** True when this process runs the item. */
  isWorked(file: string): boolean {
    return this.#worker?.runs(file) ?? false
  }

  /** Stops working; see `LaneWorker.end`. */
  async end(drained: AbortSignal, leave: AbortSignal): Promise<void> {
    await this.#worker?.end(drained, leave)
    this.#worker = null
  }

  async close(): Promise<void> {
    this.#life.abort()
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer)
    await this.#background
    await this.#mending.settled()
  }

  counts(): ColumnCounts {
    return { ...this.index.counts(this.failed), completed: this.#options.history.completedCount(this.name) }
  }

  isFailed(file: string): boolean {
    return (this.#retries.get(file) ?? 0) > this.#options.now()
  }

  card(): LaneCard {
    const { paths } = this.moves.files
    const strangers = this.index.strangers.size
    const left =
      strangers === 0
        ? null
        : `${strangers} in incoming not named *.json and left alone: ${[...this.index.strangers].slice(0, 3).join(', ')}`
    return {
      name: this.name,
      counts: this.counts(),
      waiting: 0,
      incomingPath: paths.incoming,
      outgoingPath: paths.outgoing,
      indexing: !this.index.complete,
      trouble: this.#faults.values().next().value ?? this.index.trouble ?? left,
    }
  }

  /** Where the item with this id stands now, or null when no file of it is left. */
  find(id: string): Standing | null {
    const [ms, ns] = id.slice(id.lastIndexOf('@') + 1).split('.')
    const place = { ms: Number.parseInt(ms ?? '', 36), ns: Number.parseInt(ns ?? '', 36) }
    for (const folder of ['processing', 'incoming', 'dead', 'rejected', 'trash'] as const) {
      for (const listed of this.index.folders[folder].values()) {
        if (listed.ms !== place.ms || listed.ns !== place.ns) continue
        if (this.record.identify(listed.file, folder !== 'incoming', listed).id === id) return { folder, listed }
      }
    }
    return null
  }

  columnOf(standing: Standing): ItemRow['column'] {
    if (standing.folder === 'incoming') return this.isFailed(standing.listed.file) ? 'failed' : 'pending'
    return standing.folder === 'processing' ? 'active' : standing.folder
  }

  working(file: string): Working | null {
    return this.#working.get(file) ?? null
  }

  /** How many items wait for their retry. */
  get failed(): number {
    const now = this.#options.now()
    let failed = 0
    for (const notBefore of this.#retries.values()) if (notBefore > now) failed++
    return failed
  }

  #indexChanged(folder: IndexedFolder, before: Listed | null, now: Listed | null): void {
    if (folder === 'incoming') {
      if (before !== null) this.#retries.delete(before.file)
      if (now !== null) this.#noteRetry(now.file)
      this.#worker?.changed(before, now)
    }
    this.#options.changed()
  }

  #noteRetry(file: string): void {
    const { attempt, notBefore } = parseItemName(file, false)
    if (attempt === 1 || notBefore === null || notBefore <= this.#options.now()) return
    this.#retries.set(file, notBefore)
    this.#armRetries()
  }

  /** A failed item becomes pending when its time comes, which no file event tells. */
  #armRetries(): void {
    if (this.#retryTimer !== null || this.#life.signal.aborted) return
    const now = this.#options.now()
    let next = Number.POSITIVE_INFINITY
    for (const notBefore of this.#retries.values()) if (notBefore > now) next = Math.min(next, notBefore)
    if (next === Number.POSITIVE_INFINITY) return
    this.#retryTimer = setTimeout(
      () => {
        this.#retryTimer = null
        this.#options.changed()
        this.#armRetries()
      },
      Math.min(next - now + 1, 60_000),
    )
    this.#retryTimer.unref()
  }

  #faulted(about: string, error: unknown): void {
    if (error === null) {
      if (this.#faults.delete(about)) this.#options.changed()
      return
    }
    this.#options.fault(error)
    this.#faults.set(about, `The disk or system refused a step of this lane: ${faultText(error)}.`)
    this.#options.changed()
  }
}
