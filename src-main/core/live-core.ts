import type { Board, Host, ProviderCard } from '#shared/board'
import type { Sample, SettingsView } from '#shared/contract'
import type { Invocation, LogBatch } from '#shared/invocation'
import { bounds } from '#shared/limits'
import type { Core } from './core'
import { faultText } from './home/fault-code'
import type { HomePaths } from './home/home-paths'
import { providerCards } from './home/provider-cards'
import { readSamples } from './home/samples'
import type { Effective } from './home/settings'
import { SettingsInForce } from './home/settings-in-force'
import type { Settings } from './home/settings-schema'
import { settingsView } from './home/settings-view'
import { LaneCalls } from './lane-calls'
import { ActivityRing } from './observe/activity'
import { BoardFeed } from './observe/board-feed'
import { boardOf } from './observe/board-of'
import { Changes } from './observe/changes'
import type { History } from './observe/history'
import { Invocations } from './observe/invocations'
import type { Log } from './observe/log'
import { RecoveryBoard } from './observe/recovery-board'
import { answerMessages } from './orchestrate/answer-message'
import { routeOf } from './orchestrate/route'
import { recoverInvocations } from './provider/recover-invocations'
import { Lane } from './queue/lane'
import { laneSettings } from './queue/lane-settings'
import { reconcileResults } from './queue/reconcile'
import { Slots } from './queue/slots'
import { laneWorker } from './supervise/lane-task'
import { RuntimeFile } from './supervise/runtime-file'
import { Supervisor, type Worker } from './supervise/supervisor'

export interface LiveCoreOptions {
  readonly paths: HomePaths
  readonly host: Host
  readonly version: string
  readonly resourcesPath: string
  readonly firstRun: boolean
  readonly effective: Effective
  readonly environment: NodeJS.ProcessEnv
  readonly providers: readonly ProviderCard[]
  readonly log: Log
  readonly history: History
}

/** The core of one home at work: builds the parts, connects them, and answers the contract's calls from them. */
export class LiveCore implements Core {
  /** Closed last, in reverse order. */
  readonly owned = new AsyncDisposableStack()
  readonly #options: LiveCoreOptions
  readonly #changes = new Changes()
  readonly #activity = new ActivityRing()
  readonly #invocations: Invocations
  readonly #lanes: ReadonlyMap<string, Lane>
  readonly #slots: Slots
  readonly #supervisor: Supervisor
  readonly #runtime: RuntimeFile
  readonly #laneCalls: LaneCalls
  readonly #recovery = new RecoveryBoard()
  readonly #feed: BoardFeed
  readonly #life = new AbortController()
  readonly #settings: SettingsInForce
  readonly #reconciled: Promise<void>[] = []
  #providers: readonly ProviderCard[]
  #fault: string | null = null

  constructor(options: LiveCoreOptions) {
    this.#options = options
    const { paths, log } = options
    this.#providers = options.providers
    this.#settings = new SettingsInForce(
      paths,
      options.effective,
      (edit) => void this.#settingsEdited(edit),
      (error) => log.error('settings', 'The settings could not be watched or read', error),
    )
    this.owned.use(this.#settings)
    this.#invocations = new Invocations(paths.invocations)
    this.#slots = new Slots({
      home: () => this.#now.limits.max_concurrent,
      lane: () => this.#now.limits.max_concurrent,
      group: (name) => this.#now.providers[name]?.max_concurrent ?? this.#now.limits.max_concurrent,
    })
    this.#lanes = new Map([['queue', this.#lane('queue', paths.queue)]])
    this.#runtime = new RuntimeFile(`${paths.daemon}/runtime.json`, (error) => {
      log.error('runtime', 'The state file could not be written', error)
      this.#fault = `The state file could not be written: ${faultText(error)}.`
    })
    this.#supervisor = new Supervisor({
      prepare: () => this.#prepare(),
      drainMs: () => this.#now.drain_seconds * 1000,
      changed: () => this.#supervisorChanged(),
      fault: (sentence, error) => log.error('supervisor', sentence, error),
      now: Date.now,
    })
    this.#laneCalls = new LaneCalls({
      lanes: this.#lanes,
      history: options.history,
      invocations: this.#invocations,
      invocationsPath: paths.invocations,
      changes: this.#changes,
      life: this.#life.signal,
      itemBytes: () => this.#now.limits.item_bytes,
    })
    this.#feed = new BoardFeed(this.#changes, () => this.#board())
  }

  async open(): Promise<void> {
    for (const event of this.#options.history.latest(bounds.boardActivity).reverse()) {
      this.#activity.add(this.#options.history.titleOf(event.lane, event.id), event)
    }
    for (const lane of this.#lanes.values()) {
      await lane.open()
      this.owned.defer(() => lane.close())
    }
    this.#supervisorChanged()
    for (const lane of this.#lanes.values()) {
      this.#reconciled.push(this.#reconcile(lane))
    }
    if (this.#now.autostart) this.#supervisor.start()
  }

  readonly board = {
    current: (): Board => this.#feed.current(),
    follow: (signal: AbortSignal) => this.#feed.follow(this.#both(signal)),
  }

  readonly supervisor = {
    start: async (): Promise<void> => this.#supervisor.start(),
    stop: async (): Promise<void> => this.#supervisor.stop(),
    restart: async (): Promise<void> => this.#supervisor.restart(),
  }

  get lanes(): Core['lanes'] {
    return this.#laneCalls
  }

  readonly invocations = {
    recent: (limit: number): Promise<Invocation[]> => this.#invocations.recent(limit),
    follow: (id: string, signal: AbortSignal): AsyncGenerator<Invocation, void> =>
      this.#invocations.follow(id, this.#both(signal)),
    log: (id: string, signal: AbortSignal): AsyncGenerator<LogBatch, void> =>
      this.#invocations.log(id, this.#both(signal)),
  }

  get home(): Core['home'] {
    const { paths, resourcesPath } = this.#options
    return {
      path: paths.root,
      samples: (): Promise<Sample[]> => readSamples(resourcesPath),
      dismissRecovery: (): void => {
        this.#recovery.dismiss()
        this.#changes.touch()
      },
      settings: async (): Promise<SettingsView> => settingsView(paths, this.#settings, this.#providers),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life.signal.aborted) return
    await this.#supervisor.close()
    this.#life.abort()
    await Promise.all(this.#reconciled)
    await this.#runtime.settled()
    await this.owned.disposeAsync()
  }

  #lane(name: string, root: string): Lane {
    const { log, history } = this.#options
    return new Lane({
      name,
      root,
      durability: this.#now.durability,
      settings: () => laneSettings(this.#now),
      slots: this.#slots,
      history,
      now: Date.now,
      changed: () => this.#changes.touch(),
      told: (title, event) => {
        this.#activity.add(title, event)
        this.#changes.touch()
        log.info('lane', event.text, { lane: event.lane, item: event.id, kind: event.kind, attempt: event.attempt })
      },
      endLeftovers: (itemFile) => this.#endLeftovers((record) => record.itemFile === itemFile),
      fault: (error) => log.error('lane', 'A step of the lane was refused', error, { lane: name }),
    })
  }

  async #prepare(): Promise<Worker[]> {
    const { paths, log, resourcesPath } = this.#options
    // What is answered from now on must not be taken for something the history missed.
    await Promise.all(this.#reconciled)
    await this.#endLeftovers(() => true)
    this.#recovery.begin()
    const work = answerMessages({
      paths,
      resourcesPath,
      effective: () => this.#settings.effective,
      onProgress: (invocation) => {
        this.#invocations.progressed(invocation)
        this.#changes.touch()
      },
      onOutput: (id) => this.#invocations.wrote(id),
      noted: (sentence, about) => log.warn('invocation', sentence, about),
      left: (pids, invocationId) => {
        log.error('invocation', 'Processes of an attempt refuse to end', null, { pids, invocationId })
        this.#supervisor.leftBehind(pids)
      },
    })
    const groupOf = (message: Parameters<typeof routeOf>[0]): string => {
      const route = routeOf(message, this.#settings.effective)
      return route.ok ? route.agent.provider : ''
    }
    return [...this.#lanes.values()].map((lane) =>
      laneWorker(lane, { work, groupOf }, log, (name, recovered) => {
        this.#recovery.add(name, recovered, Date.now())
        this.#changes.touch()
      }),
    )
  }

  async #reconcile(lane: Lane): Promise<void> {
    try {
      await reconcileResults(lane, this.#options.history, this.#now.limits.item_bytes)
    } catch (error) {
      this.#options.log.error('history', 'Results could not be looked through', error)
    }
  }

  get #now(): Settings {
    return this.#settings.effective.settings
  }

  async #settingsEdited(edit: 'applied' | 'refused'): Promise<void> {
    const { log, environment } = this.#options
    if (edit === 'refused') log.warn('settings', 'An edit was refused', { problems: this.#settings.problems })
    else {
      log.info('settings', 'An edit took effect')
      this.#providers = await providerCards(this.#now.providers, environment)
      this.#slots.limitsChanged()
    }
    this.#changes.touch()
  }

  async #endLeftovers(only: (record: Invocation) => boolean): Promise<void> {
    const { log, paths } = this.#options
    const { lost, ended, left, faults } = await recoverInvocations(paths.invocations, { only })
    for (const fault of faults) log.error('recovery', 'A record of an earlier life could not be settled', fault)
    if (lost.length > 0) log.warn('recovery', 'Attempts of an earlier life were found unfinished', { lost, ended })
    if (left.length > 0) throw new Error(`processes of an earlier life refuse to end: ${left.join(', ')}`)
  }

  #both(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#life.signal])
  }

  #supervisorChanged(): void {
    this.#changes.touch()
    const { state, since, reason, workers } = this.#supervisor.status
    this.#runtime.write({
      pid: process.pid,
      host: this.#options.host,
      version: this.#options.version,
      state,
      since,
      reason,
      workers,
    })
  }

  #board(): Board {
    const { paths, host, version, firstRun } = this.#options
    return boardOf({
      home: { path: paths.root, host, version, pid: process.pid, firstRun },
      lanes: [...this.#lanes.values()],
      supervisor: this.#supervisor.status,
      activity: this.#activity.entries,
      recovery: this.#recovery.report,
      providers: this.#providers,
      effective: this.#settings.effective,
      problems: this.#settings.problems,
      fault: this.#fault,
    })
  }
}
