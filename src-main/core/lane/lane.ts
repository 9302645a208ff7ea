import type { LaneCard } from '#shared/board'
import type { ItemTarget } from '#shared/contract'
import type { ColumnCounts, ItemRow } from '#shared/item'
import type { IncomingMessage } from '#shared/message'
import { settledOr } from '../ground/settled-or'
import { steadyClock } from '../ground/steady-clock'
import type { ActiveItem } from '../ground/worker'
import { foundItem, type Standing } from './found-item'
import { messageReading } from './inspect'
import { formatItemName, parseItemName } from './item-name'
import { LaneFaults } from './lane-faults'
import { LaneFiles } from './lane-files'
import { type IndexedFolder, isIndexed, LaneIndex } from './lane-index'
import { LaneMoves } from './lane-moves'
import type { LaneOptions } from './lane-options'
import { lanePaths } from './lane-paths'
import { LaneRecord } from './lane-record'
import { LaneWorker } from './lane-worker'
import { NameMending } from './name-mending'
import { type ParkedItem, ParkedItems, parkedItem } from './parked-items'
import { type Recovered, type RecoveryOptions, recoverLane, settleReleased } from './recovery'
import { Retries } from './retries'
import type { Listed } from './sliced-scan'
import { tellLeftActive } from './tell-left-active'
import type { Ended, GroupOf, ItemReading, Work, Working } from './work'

/** Longer than the processes of a run are given to end and to be killed. */
const defaultReleaseMs = 15_000

export interface LaneWork {
  readonly groupOf: GroupOf
  readonly work: Work
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
  readonly reading: ItemReading
  readonly #options: LaneOptions
  readonly #working = new Map<string, Working>()
  readonly #retries: Retries
  readonly #steadyNow: () => number
  readonly #parked: ParkedItems
  readonly #life = new AbortController()
  #worker: LaneWorker | null = null
  #background: Promise<void> = Promise.resolve()
  readonly #faults: LaneFaults
  readonly #mending: NameMending

  constructor(options: LaneOptions) {
    this.name = options.name
    this.#options = options
    this.reading = options.reading ?? messageReading
    const paths = lanePaths(options.root)
    const files = new LaneFiles(paths, options.durability, {
      made: (folder, file) => {
        if (isIndexed(folder)) this.index.folders[folder].lookAt(file)
      },
      leaving: (folder, file) => (isIndexed(folder) ? this.index.folders[folder].leaving(file) : () => {}),
    })
    this.moves = new LaneMoves(files)
    this.#faults = new LaneFaults(options)
    this.#steadyNow = options.steadyNow ?? steadyClock(options.now)
    this.#retries = new Retries({ now: options.now, steadyNow: this.#steadyNow, due: options.changed })
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
    const { incoming, processing } = this.index.folders
    const faulted = (error: unknown): void => this.#faults.tell('names', error)
    this.#mending = new NameMending({ files, incoming, record: this.record, faulted })
    this.#parked = new ParkedItems({
      moves: this.moves,
      record: this.record,
      settings: options.settings,
      now: options.now,
      processing,
      left: (file) => this.#worker?.left(file),
      diskRefuses: (error) => this.#faults.tell('parked', error),
      afterFailed: options.fault,
      leaving: this.#life.signal,
    })
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
    const parked: ParkedItem[] = []
    const recover = {
      ...this.#recovery(),
      // Whatever outlived the last owner of the home was ended before any lane begins.
      endLeftovers: () => Promise.resolve(),
      ...(this.#options.interruption === undefined ? {} : { interruption: this.#options.interruption }),
      stop,
      parked: (file: string, message: IncomingMessage | null) => {
        parked.push(parkedItem(file, message, this.reading, work.groupOf))
      },
    }
    const recovered = await this.#parked.whileStill(stop, () => recoverLane(recover))
    await settledOr(stop, this.index.ready)
    if (stop.aborted) return recovered
    await tellLeftActive(this, stop)
    await settledOr(stop, this.#parked.settled())
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
      reading: this.reading,
      work: work.work,
      now,
      steadyNow: this.#steadyNow,
      working: (file, working) => {
        if (working === null) this.#working.delete(file)
        else this.#working.set(file, working)
        this.#options.changed()
      },
      troubled: () => this.#options.changed(),
      fault: (about, error) => this.#faults.tell(about, error),
      afterFailed: this.#options.fault,
    })
    await this.#worker.begin(parked)
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
   * settled as recovery would. Answers where it stands then. A run that does not end in time stays active, and its item goes
   * back in line once it does.
   */
  async release(file: string): Promise<Pick<ItemTarget, 'column' | 'file'> | 'does not end' | null> {
    const listed = this.index.folders.processing.get(file)
    if (listed === undefined) return null
    const { id } = this.record.identify(file, true, listed)
    // What is being buried has another name than its run.
    const claimed = formatItemName({ ...parseItemName(file, true), buried: false })
    const patience = AbortSignal.timeout(this.#options.releaseMs ?? defaultReleaseMs)
    const run = (await this.#worker?.release(claimed, patience)) ?? 'not run here'
    if (run === 'does not end') return run
    if (run === 'not run here') {
      await this.#parked.settled()
      await settleReleased(file, this.#recovery())
    }
    const now = this.find(id)
    if (now !== null) return { column: this.columnOf(now), file: now.listed.file }
    const result = this.record.notes(id)?.result_file ?? null
    return result === null ? null : { column: 'completed', file: result }
  }

  /**
   * Puts an item that waits for a person back in line at its old place, before all others of its key, whether or not the
   * lane is worked on. False when it does not wait: it may have been moved on, or its run not have ended yet.
   */
  async resume(id: string): Promise<boolean> {
    await settledOr(this.#life.signal, this.index.ready)
    return this.#parked.resume(id)
  }

  /** Ends an item that waits for a person as its work would have, whether or not the lane is worked on. False as `resume`. */
  async settleParked(id: string, ended: Ended): Promise<boolean> {
    await settledOr(this.#life.signal, this.index.ready)
    return this.#parked.settle(id, ended)
  }

  /** How many items wait for a person. */
  parked(): number {
    return this.#parked.count
  }

  parkedIds(): string[] {
    return this.#parked.ids
  }

  #recovery(): Pick<RecoveryOptions, 'moves' | 'record' | 'reading' | 'itemBytes' | 'endLeftovers' | 'now'> {
    const { settings, now, endLeftovers } = this.#options
    const { moves, record, reading } = this
    return { moves, record, reading, itemBytes: settings().itemBytes, endLeftovers, now }
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
    this.#retries.close()
    await this.#background
    await this.#mending.settled()
    await this.#parked.settled()
  }

  counts(): ColumnCounts {
    return { ...this.index.counts(this.failed), completed: this.#options.history.completedCount(this.name) }
  }

  isFailed(file: string): boolean {
    return this.#retries.isFailed(file)
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
      waiting: this.#parked.count,
      incomingPath: paths.incoming,
      outgoingPath: paths.outgoing,
      indexing: !this.index.complete,
      trouble: this.#faults.sentence ?? this.index.trouble ?? this.#worker?.trouble ?? left,
    }
  }

  /** Where the item with this id stands now, or null when no file of it is left. */
  find(id: string): Standing | null {
    return foundItem(this.index.folders, this.record, id)
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
    return this.#retries.failed
  }

  #indexChanged(folder: IndexedFolder, before: Listed | null, now: Listed | null): void {
    if (folder === 'incoming') {
      if (before !== null) this.#retries.remove(before.file)
      if (now !== null) this.#retries.add(now)
      this.#worker?.changed(before, now)
    }
    if (folder === 'processing') this.#parked.changed(before, now)
    this.#options.changed()
  }
}
