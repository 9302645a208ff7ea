import type { Board, BoardEvent } from '#shared/board'
import type { MessageSummary } from '#shared/message'
import { Changes } from '../ground/changes'
import { heartbeatMessage, messageLane } from '../ground/message-lane'
import { sendMessage } from '../lane/drop'
import type { Lane } from '../lane/lane'
import { startNow } from '../lane/start-now'
import { ActivityRing } from '../observe/activity'
import { BoardFeed } from '../observe/board-feed'
import { boardOf } from '../observe/board-of'
import { decisionNotes } from '../observe/decision-notes'
import { Metrics } from '../observe/metrics'
import { ConversationTurns } from '../orchestrate/conversation-turns'
import type { Runs } from '../orchestrate/runs'
import { Invocations } from '../record/invocations'
import type { Queue } from '../settings/runbook/queue'
import type { Effective } from '../settings/settings'
import { type SettingsEdit, SettingsInForce } from '../settings/settings-in-force'
import type { Settings } from '../settings/settings-schema'
import type { Upgrade } from '../supervise/control-socket'
import { HomeSupervisor } from '../supervise/home-supervisor'
import type { HomeTrouble } from '../supervise/home-trouble'
import { RecoveryBoard } from '../supervise/recovery-board'
import type { Supervisor } from '../supervise/supervisor'
import { cronsOf } from './crons-of'
import { HomeLanes } from './home-lanes'
import { liveLane } from './live-lane'
import { LiveWork } from './live-work'
import { logEdit } from './log-edit'
import type { OwnHomeOptions } from './own-home-options'
import { Providers } from './providers'
import { removeOldHistory } from './remove-old-history'

/** A home of this process, at work: builds the parts and connects them. */
export class OwnHome implements AsyncDisposable {
  readonly kind = 'own'
  #owned: AsyncDisposableStack
  readonly options: OwnHomeOptions
  readonly changes = new Changes()
  readonly #activity = new ActivityRing()
  readonly invocations: Invocations
  readonly #homeLanes: HomeLanes
  readonly #work: LiveWork
  readonly holding: HomeSupervisor
  readonly #recovery = new RecoveryBoard()
  readonly #feed: BoardFeed
  readonly #life = new AbortController()
  readonly settings: SettingsInForce
  readonly providers: Providers
  readonly #metrics: Metrics
  #fault: HomeTrouble | null = null

  constructor(options: OwnHomeOptions) {
    this.options = options
    this.#owned = options.owned
    const { paths, log, kept, history } = options
    const unread = (error: unknown): void => log.error('settings', 'The settings could not be read or followed', error)
    const edited = (edit: SettingsEdit): void => void this.#settingsEdited(edit).catch(unread)
    this.settings = new SettingsInForce(paths, options.effective, edited, unread, options.settingsWatch)
    this.#owned.use(this.settings)
    this.invocations = new Invocations(paths.invocations)
    this.providers = new Providers({
      ...{ paths, kept },
      effective: () => this.settings.effective,
      environment: options.environment,
      cards: options.providers,
      log,
      startNow: (lane, id) => startNow(this.lanes.get(lane), id),
      changed: () => this.changes.touch(),
    })
    this.#owned.use(this.providers)
    const changed = (): void => this.changes.touch()
    const board = (): Board => this.board
    this.#metrics = this.#owned.use(new Metrics({ board, settings: () => this.#now, log, changed }))
    const effective = (): Effective => this.settings.effective
    this.#homeLanes = this.#owned.use(
      new HomeLanes({
        paths,
        effective,
        make: (name, root) => this.#lane(name, root),
        history,
        life: this.#life.signal,
        changed: () => this.holding.lanesChanged(),
        read: () => this.changes.touch(),
        log,
      }),
    )
    this.#work = new LiveWork({
      paths,
      resourcesPath: options.resourcesPath,
      effective,
      providers: this.providers,
      turns: this.#owned.use(kept.add(new ConversationTurns(paths.turns))),
      lanes: () => this.lanes,
      changes: this.changes,
      life: this.#life.signal,
      log,
      onProgress: (invocation) => {
        this.invocations.progressed(invocation)
        this.#metrics.progressed(invocation)
        this.changes.touch()
      },
      onOutput: (id) => this.invocations.wrote(id),
      ended: (processes) => this.holding.ended(processes),
      left: (pids, invocationId) => {
        log.error('invocation', 'Processes of an attempt refuse to end', null, { pids, invocationId })
        this.holding.leftBehind(invocationId, pids)
      },
      ...(options.processes === undefined ? {} : { processes: options.processes }),
      ...(options.upkeepMs === undefined ? {} : { upkeepMs: options.upkeepMs }),
    })
    this.holding = new HomeSupervisor({
      ...{ paths, kept },
      owner: options.owner,
      host: options.host,
      version: options.version,
      earlier: options.earlier,
      lanes: () => this.lanes,
      workOf: (lane) => this.#work.workOf(lane),
      settings: () => this.#now,
      recovery: this.#recovery,
      log,
      // What is answered from now on must not be taken for something the history missed.
      ready: () => this.#homeLanes.settled(),
      removeOldRuns: (before, signal) => this.#work.runs.removeOldRuns(before, signal),
      removeOldHistory: (before, signal) => removeOldHistory(history, this.lanes, before, signal),
      crons: cronsOf({ paths, effective, log, lanes: () => this.lanes }),
      sendHeartbeat: () => this.#sendHeartbeat(),
      changed: () => this.changes.touch(),
      restored: () => options.door.restored?.(),
      stateTrouble: (trouble) => {
        this.#fault = trouble
        this.changes.touch()
      },
      ...(options.processes === undefined ? {} : { processes: options.processes }),
      ...(options.beatMs === undefined ? {} : { beatMs: options.beatMs }),
    })
    this.#feed = new BoardFeed(this.changes, () => this.#board())
  }

  /** Takes over what it was opened with, to close it in the end. */
  keep(owned: AsyncDisposableStack): void {
    this.#owned = owned
  }

  async open(): Promise<void> {
    this.#activity.fill(this.options.history)
    await this.providers.open()
    await this.#metrics.apply()
    await this.#homeLanes.open()
    await this.#work.runs.open()
    this.#owned.defer(() => this.#work.runs.close())
    this.holding.write()
    if (this.#now.autostart) this.holding.supervisor.start()
  }

  get path(): string {
    return this.options.paths.root
  }

  get board(): Board {
    return this.#feed.current()
  }

  queue(name: string): Queue | undefined {
    return this.effective.runbooks.get(name)
  }

  takesFiles(lane: string): boolean {
    return lane === messageLane || this.queue(lane) !== undefined
  }

  get effective(): Effective {
    return this.settings.effective
  }

  /** By name. The same map for good: lanes that come later appear in it. */
  get lanes(): ReadonlyMap<string, Lane> {
    return this.#homeLanes.all
  }

  /** What is asked of runs, which are known from the opening on. */
  async runsRead(): Promise<Pick<Runs, 'calls' | 'decisionCalls'>> {
    return this.runs
  }

  /** A lane's files are read on, and shown as far as they are known. */
  async known(_lane: Lane): Promise<void> {}

  /** Its folders are made when it is opened, and again when they are removed. */
  async fillable(_lane: Lane): Promise<void> {}

  get runs(): Runs {
    return this.#work.runs
  }

  get supervisor(): Supervisor {
    return this.holding.supervisor
  }

  followBoard(signal: AbortSignal): AsyncGenerator<BoardEvent, void> {
    return this.#feed.follow(this.living(signal))
  }

  /** Aborts with the signal, and when the home is closed. */
  living(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#life.signal])
  }

  /** What an examination of the home needs. */
  async examined(): Promise<Pick<OwnHomeOptions, 'paths' | 'environment' | 'resourcesPath'>> {
    return this.options
  }

  /** Why a pending item does not start, or null. */
  waitReason(lane: string, message: MessageSummary): string | null {
    return this.#work.restReason(lane) ?? this.providers.waitReason(lane, message)
  }

  dismissRecovery(): void {
    this.#recovery.dismiss()
    this.changes.touch()
  }

  serve(upgrade: Upgrade): void {
    this.options.control.serve(upgrade)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life.signal.aborted) return
    await this.holding.close()
    this.#life.abort()
    await this.#owned.disposeAsync()
    this.holding.assertStopped()
  }

  #lane(name: string, root: string): Lane {
    return liveLane(name, root, {
      effective: () => this.settings.effective,
      slots: this.providers.slots,
      history: this.options.history,
      log: this.options.log,
      changed: () => this.changes.touch(),
      told: (title, event) => {
        this.#activity.add(title, event)
        this.#metrics.told(event)
        this.changes.touch()
      },
      cutShort: (file) => this.holding.cutShort(name, file),
      stepEndedSince: (id, at) => this.#work.runs.stepEndedSince({ lane: name, id }, at),
      endLeftovers: (itemFile) => this.holding.endLeftovers((record) => record.itemFile === itemFile),
    })
  }

  async #sendHeartbeat(): Promise<void> {
    const lane = this.lanes.get(messageLane)
    if (lane !== undefined) await sendMessage(lane, heartbeatMessage, Date.now())
  }

  get #now(): Settings {
    return this.settings.effective.settings
  }

  async #settingsEdited(edit: SettingsEdit): Promise<void> {
    logEdit(edit, this.options.log)
    if (edit.changes.length > 0 || edit.problems.length === 0) {
      await this.providers.settingsChanged()
      await this.#metrics.apply()
      await this.#homeLanes.settingsChanged()
      await this.#work.runs.settingsChanged()
    }
    this.changes.touch()
  }

  #board(): Board {
    const { paths, host, version, firstRun } = this.options
    return boardOf({
      home: { path: paths.root, host, version, pid: process.pid, firstRun },
      lanes: [...this.lanes.values()],
      reading: this.#homeLanes.reading,
      ...this.#work.onBoard,
      supervisor: this.holding.status,
      activity: this.#activity.entries,
      recovery: this.#recovery.report,
      providers: this.providers.cards,
      spend: this.providers.spentToday,
      notes: [
        ...decisionNotes(this.#work.runs.cards),
        ...this.providers.attention(this.invocations.quiet()),
        ...this.#metrics.attention,
      ],
      effective: this.settings.effective,
      problems: this.settings.problems,
      unwatched: this.settings.watchTrouble,
      settingsReadAt: this.settings.readAt,
      fault: this.#fault,
    })
  }
}
