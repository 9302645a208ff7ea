import { join } from 'node:path'
import type { Board, BoardEvent } from '#shared/board'
import type { MessageSummary } from '#shared/message'
import { Changes } from '../ground/changes'
import type { HomePaths } from '../ground/home-paths'
import { makeFolder } from '../ground/make-folder'
import { messageLane } from '../ground/message-lane'
import { Lane } from '../lane/lane'
import { laneRoots } from '../lane/lane-roots'
import { laneSettings } from '../lane/lane-settings'
import { Slots } from '../lane/slots'
import { BoardFeed } from '../observe/board-feed'
import { queueReading } from '../orchestrate/queue-reading'
import { type ReadRunsOptions, readRuns } from '../orchestrate/read-runs'
import type { History } from '../record/history'
import { Invocations } from '../record/invocations'
import { openSeenHistory } from '../record/seen-history'
import type { Queue } from '../settings/runbook/queue'
import { type Effective, type ReadSettings, readSettings } from '../settings/settings'
import { Settings } from '../settings/settings-schema'
import { UnusableSettings } from '../settings/unusable-settings'
import { closedDoor, type HostDoor } from './core'

export interface FoundHomeOptions {
  readonly paths: HomePaths
  readonly version: string
  readonly resourcesPath: string
  readonly environment: NodeJS.ProcessEnv
  readonly door: HostDoor
  readonly history: History
}

/**
 * A home as its files stand, which this process does not own and takes no lock of: looked at, and given items as any foreign
 * program gives them. Looking makes no file and moves none; nothing is recovered, watched or begun, whatever the settings
 * say, so it stands beside an owner, beside others that look, and where there is no home.
 */
export class FoundHome implements AsyncDisposable {
  readonly kind = 'found'
  readonly options: FoundHomeOptions
  readonly changes = new Changes()
  readonly invocations: Invocations
  readonly lanes: ReadonlyMap<string, Lane>
  readonly #read: ReadSettings
  readonly #life = new AbortController()
  readonly #feed: BoardFeed
  readonly #looks = new Map<Lane, Promise<void>>()
  #runs: ReturnType<typeof readRuns> | null = null

  private constructor(options: FoundHomeOptions, read: ReadSettings, roots: ReadonlyMap<string, string>) {
    this.options = options
    this.#read = read
    this.invocations = new Invocations(options.paths.invocations)
    this.lanes = new Map([...roots].map(([name, root]) => [name, this.#lane(name, root)]))
    this.#feed = new BoardFeed(this.changes, () => this.board)
  }

  static async open(options: Omit<FoundHomeOptions, 'history' | 'door'>): Promise<FoundHome> {
    const { paths } = options
    const read = await readSettings(paths)
    const declared = read.ok ? [...read.effective.runbooks.keys()] : []
    // A queue that was declared a moment ago has no folder yet.
    const roots = new Map([
      ...(await laneRoots(paths)),
      ...declared.map((name) => [name, join(paths.lanes, name)] as const),
    ])
    return new FoundHome({ ...options, door: closedDoor, history: openSeenHistory(paths.history) }, read, roots)
  }

  get path(): string {
    return this.options.paths.root
  }

  /** Throws `UnusableSettings` where they are. */
  get effective(): Effective {
    if (this.#read.ok) return this.#read.effective
    throw new UnusableSettings(this.#read.problems)
  }

  /** Those that are shipped, where its own cannot be used: they keep nobody from looking at it or putting something in line. */
  get settings(): Settings {
    return this.#read.ok ? this.#read.effective.settings : Settings.parse({})
  }

  queue(name: string): Queue | undefined {
    return this.#read.ok ? this.#read.effective.runbooks.get(name) : undefined
  }

  takesFiles(lane: string): boolean {
    return lane === messageLane || !this.#read.ok || this.queue(lane) !== undefined
  }

  /** Resolves once what the lane holds was read. */
  known(lane: Lane): Promise<void> {
    const known = this.#looks.get(lane) ?? lane.index.look(this.#life.signal)
    this.#looks.set(lane, known)
    return known
  }

  /** Makes the folders of a lane that something is to be put in. */
  async fillable(lane: Lane): Promise<void> {
    const { lanes, root } = this.options.paths
    if (lane.name !== messageLane) await makeFolder(lanes, root)
    await lane.moves.files.createFolders()
  }

  runsRead(): ReturnType<typeof readRuns> {
    const { paths } = this.options
    const options: ReadRunsOptions = {
      ...{ paths, effective: this.effective, lanes: this.lanes },
      ...{ changes: this.changes, life: this.#life.signal },
    }
    this.#runs ??= readRuns(options)
    return this.#runs
  }

  /** Who waits for what is its owner's to know. */
  waitReason(_lane: string, _message: MessageSummary): string | null {
    return null
  }

  async *followBoard(signal: AbortSignal): AsyncGenerator<BoardEvent, void> {
    for (const lane of this.lanes.values()) await this.known(lane)
    yield* this.#feed.follow(this.living(signal))
  }

  /** Aborts with the signal, and when this home is let go of. */
  living(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#life.signal])
  }

  /** What an examination of the home needs. */
  async examined(): Promise<Pick<FoundHomeOptions, 'paths' | 'environment' | 'resourcesPath'>> {
    return this.options
  }

  /** Who owns the home, and what the owner does, is not told by its files; see `verifiedStatus`. */
  get board(): Board {
    const { version } = this.options
    return {
      home: { path: this.path, host: 'browser', version, pid: process.pid, firstRun: false },
      supervisor: { state: 'stopped', since: 0, reason: null, workers: [], draining: null, receipt: null, owner: null },
      lanes: [...this.lanes.values()].map((lane) => lane.card()),
      active: [],
      activity: [],
      attention: [],
      recovery: null,
      providers: [],
      answering: null,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort()
    await Promise.allSettled(this.#looks.values())
    for (const lane of this.lanes.values()) await lane.close()
    this.options.history[Symbol.dispose]()
  }

  #lane(name: string, root: string): Lane {
    return new Lane({
      ...{ name, root, history: this.options.history, now: Date.now },
      durability: this.settings.durability,
      settings: () => laneSettings(this.settings),
      slots: new Slots({ home: () => 0, lane: () => 0, group: () => 0 }),
      changed: () => this.changes.touch(),
      told: () => {},
      fault: () => {},
      endLeftovers: async () => {},
      ...(name === messageLane ? {} : { reading: queueReading(name, () => this.queue(name) ?? null) }),
    })
  }
}
