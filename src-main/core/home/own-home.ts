import type { Board } from '#shared/board'
import { Changes } from '../ground/changes'
import type { Lane } from '../lane/lane'
import { startNow } from '../lane/start-now'
import { ActivityRing } from '../observe/activity'
import { BoardFeed } from '../observe/board-feed'
import { boardOf } from '../observe/board-of'
import { decisionNotes } from '../observe/decision-notes'
import { Metrics } from '../observe/metrics'
import { ConversationTurns } from '../orchestrate/conversation-turns'
import { orchestratorViews } from '../orchestrate/orchestrator-views'
import { followLog } from '../record/follow-log'
import { Invocations } from '../record/invocations'
import type { Effective } from '../settings/settings'
import { type SettingsEdit, SettingsInForce } from '../settings/settings-in-force'
import type { Settings } from '../settings/settings-schema'
import type { Upgrade } from '../supervise/control-socket'
import { HomeSupervisor } from '../supervise/home-supervisor'
import { RecoveryBoard } from '../supervise/recovery-board'
import type { Core } from './core'
import { cronsOf } from './crons-of'
import { homeCalls } from './home-calls'
import { HomeLanes } from './home-lanes'
import { LaneCalls } from './lane-calls'
import type { LiveCoreOptions } from './live-core-options'
import { liveLane } from './live-lane'
import { LiveWork } from './live-work'
import { logEdit } from './log-edit'
import { Providers } from './providers'
import { removeOldHistory } from './remove-old-history'
import { supervisorCalls } from './supervisor-calls'

/** The core of one home at work: builds the parts, connects them, and answers the contract's calls from them. */
export class LiveCore implements Core {
  #owned: AsyncDisposableStack
  readonly #options: LiveCoreOptions
  readonly #changes = new Changes()
  readonly #activity = new ActivityRing()
  readonly #invocations: Invocations
  readonly #homeLanes: HomeLanes
  readonly #work: LiveWork
  readonly #home: HomeSupervisor
  readonly #laneCalls: LaneCalls
  readonly #recovery = new RecoveryBoard()
  readonly #feed: BoardFeed
  readonly #life = new AbortController()
  readonly #settings: SettingsInForce
  readonly #providers: Providers
  readonly #metrics: Metrics
  #fault: string | null = null

  constructor(options: LiveCoreOptions) {
    this.#options = options
    this.#owned = options.owned
    const { paths, log, kept, history } = options
    const unread = (error: unknown): void => log.error('settings', 'The settings could not be read or followed', error)
    const edited = (edit: SettingsEdit): void => void this.#settingsEdited(edit).catch(unread)
    this.#settings = new SettingsInForce(paths, options.effective, edited, unread, options.settingsWatch)
    this.#owned.use(this.#settings)
    this.#invocations = new Invocations(paths.invocations)
    this.#providers = new Providers({
      ...{ paths, kept },
      effective: () => this.#settings.effective,
      environment: options.environment,
      cards: options.providers,
      log,
      startNow: (lane, id) => startNow(this.#homeLanes.all.get(lane), id),
      changed: () => this.#changes.touch(),
    })
    this.#owned.use(this.#providers)
    const changed = (): void => this.#changes.touch()
    const board = (): Board => this.board.current()
    this.#metrics = this.#owned.use(new Metrics({ board, settings: () => this.#now, log, changed }))
    const effective = (): Effective => this.#settings.effective
    this.#homeLanes = this.#owned.use(
      new HomeLanes({
        paths,
        effective,
        make: (name, root) => this.#lane(name, root),
        history,
        life: this.#life.signal,
        changed: () => this.#home.lanesChanged(),
        log,
      }),
    )
    this.#work = new LiveWork({
      paths,
      resourcesPath: options.resourcesPath,
      effective,
      providers: this.#providers,
      turns: this.#owned.use(kept.add(new ConversationTurns(paths.turns))),
      lanes: () => this.#homeLanes.all,
      changes: this.#changes,
      life: this.#life.signal,
      log,
      onProgress: (invocation) => {
        this.#invocations.progressed(invocation)
        this.#metrics.progressed(invocation)
        this.#changes.touch()
      },
      onOutput: (id) => this.#invocations.wrote(id),
      ended: (processes) => this.#home.ended(processes),
      left: (pids, invocationId) => {
        log.error('invocation', 'Processes of an attempt refuse to end', null, { pids, invocationId })
        this.#home.leftBehind(invocationId, pids)
      },
      ...(options.processes === undefined ? {} : { processes: options.processes }),
      ...(options.upkeepMs === undefined ? {} : { upkeepMs: options.upkeepMs }),
    })
    this.#home = new HomeSupervisor({
      ...{ paths, kept },
      owner: options.owner,
      host: options.host,
      version: options.version,
      earlier: options.earlier,
      lanes: () => this.#homeLanes.all,
      workOf: (lane) => this.#work.workOf(lane),
      settings: () => this.#now,
      recovery: this.#recovery,
      log,
      // What is answered from now on must not be taken for something the history missed.
      ready: () => this.#homeLanes.settled(),
      removeOldRuns: (before, signal) => this.#work.runs.removeOldRuns(before, signal),
      removeOldHistory: (before, signal) => removeOldHistory(history, this.#homeLanes.all, before, signal),
      crons: cronsOf({ paths, effective, log, lanes: () => this.#homeLanes.all, calls: () => this.#laneCalls }),
      sendHeartbeat: () => this.#laneCalls.sendHeartbeat(),
      changed: () => this.#changes.touch(),
      restored: () => options.door.restored?.(),
      stateTrouble: (sentence) => {
        this.#fault = sentence
        this.#changes.touch()
      },
      ...(options.processes === undefined ? {} : { processes: options.processes }),
      ...(options.beatMs === undefined ? {} : { beatMs: options.beatMs }),
    })
    this.#laneCalls = new LaneCalls({
      lanes: this.#homeLanes.all,
      effective,
      history,
      invocations: this.#invocations,
      invocationsPath: paths.invocations,
      changes: this.#changes,
      life: this.#life.signal,
      itemBytes: () => this.#now.limits.item_bytes,
      goOnWith: (lane, ids) => this.#work.runs.goOnWith(lane, ids),
      waitReason: (lane, message) => this.#work.restReason(lane) ?? this.#providers.waitReason(lane, message),
    })
    this.#feed = new BoardFeed(this.#changes, () => this.#board())
  }

  get holding(): HomeSupervisor {
    return this.#home
  }

  /** Takes over what it was opened with, to close it in the end. */
  keep(owned: AsyncDisposableStack): void {
    this.#owned = owned
  }

  async open(): Promise<void> {
    this.#activity.fill(this.#options.history)
    await this.#providers.open()
    await this.#metrics.apply()
    await this.#homeLanes.open()
    await this.#work.runs.open()
    this.#owned.defer(() => this.#work.runs.close())
    this.#home.write()
    if (this.#now.autostart) this.#home.supervisor.start()
  }

  readonly board = {
    current: (): Board => this.#feed.current(),
    follow: (signal: AbortSignal) => this.#feed.follow(this.#both(signal)),
  }

  get supervisor(): Core['supervisor'] {
    return supervisorCalls(this.#home)
  }

  get lanes(): Core['lanes'] {
    return this.#laneCalls
  }

  get runs(): Core['runs'] {
    return this.#work.runs.calls
  }

  get decisions(): Core['decisions'] {
    return this.#work.runs.decisionCalls
  }

  readonly orchestrators: Core['orchestrators'] = {
    list: () => orchestratorViews(this.#settings.effective, this.#options.paths),
  }

  readonly invocations: Core['invocations'] = {
    recent: (limit) => this.#invocations.recent(limit),
    follow: (id, signal) => this.#invocations.follow(id, this.#both(signal)),
    log: (id, signal) => this.#invocations.log(id, this.#both(signal)),
    events: (id, signal) => this.#invocations.events(id, this.#both(signal)),
  }

  readonly providers: Core['providers'] = {
    test: (name) => this.#providers.test(name),
    resume: (name) => this.#providers.resume(name),
  }

  readonly agents: Core['agents'] = { reset: (target) => this.#providers.reset(target) }

  readonly spend: Core['spend'] = { summary: (query) => this.#providers.summary(query) }

  get home(): Core['home'] {
    return homeCalls(this.#options, {
      settings: this.#settings,
      providers: this.#providers,
      recovery: this.#recovery,
      changed: () => this.#changes.touch(),
    })
  }

  readonly history: Core['history'] = {
    search: (words, limit, signal) => this.#options.history.search(words, limit, signal),
  }

  readonly logs: Core['logs'] = {
    follow: (query, signal) => followLog(this.#options.paths.log, query, this.#both(signal)),
  }

  readonly control = { serve: (upgrade: Upgrade): void => this.#options.control.serve(upgrade) }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life.signal.aborted) return
    await this.#home.close()
    this.#life.abort()
    await this.#owned.disposeAsync()
    this.#home.assertStopped()
  }

  #lane(name: string, root: string): Lane {
    return liveLane(name, root, {
      effective: () => this.#settings.effective,
      slots: this.#providers.slots,
      history: this.#options.history,
      log: this.#options.log,
      changed: () => this.#changes.touch(),
      told: (title, event) => {
        this.#activity.add(title, event)
        this.#metrics.told(event)
        this.#changes.touch()
      },
      cutShort: (file) => this.#home.cutShort(name, file),
      stepEndedSince: (id, at) => this.#work.runs.stepEndedSince({ lane: name, id }, at),
      endLeftovers: (itemFile) => this.#home.endLeftovers((record) => record.itemFile === itemFile),
    })
  }

  get #now(): Settings {
    return this.#settings.effective.settings
  }

  async #settingsEdited(edit: SettingsEdit): Promise<void> {
    logEdit(edit, this.#options.log)
    if (edit.changes.length > 0 || edit.problems.length === 0) {
      await this.#providers.settingsChanged()
      await this.#metrics.apply()
      await this.#homeLanes.settingsChanged()
      await this.#work.runs.settingsChanged()
    }
    this.#changes.touch()
  }

  #both(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#life.signal])
  }

  #board(): Board {
    const { paths, host, version, firstRun } = this.#options
    return boardOf({
      home: { path: paths.root, host, version, pid: process.pid, firstRun },
      lanes: [...this.#homeLanes.all.values()],
      ...this.#work.onBoard,
      supervisor: this.#home.status,
      activity: this.#activity.entries,
      recovery: this.#recovery.report,
      providers: this.#providers.cards,
      spend: this.#providers.spentToday,
      notes: [
        ...decisionNotes(this.#work.runs.cards),
        ...this.#providers.attention(this.#invocations.quiet()),
        ...this.#metrics.attention,
      ],
      effective: this.#settings.effective,
      problems: this.#settings.problems,
      unwatched: this.#settings.watchTrouble,
      settingsReadAt: this.#settings.readAt,
      fault: this.#fault,
    })
  }
}
