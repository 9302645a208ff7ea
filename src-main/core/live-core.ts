import type { Board, Host, ProviderCard } from '#shared/board'
import type { Sample, SettingsView } from '#shared/contract'
import type { Invocation, LogBatch } from '#shared/invocation'
import { bounds } from '#shared/limits'
import type { Core, HostDoor } from './core'
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
import { followLog } from './observe/follow-log'
import type { History } from './observe/history'
import { Invocations } from './observe/invocations'
import type { Log } from './observe/log'
import { RecoveryBoard } from './observe/recovery-board'
import { answerMessages } from './orchestrate/answer-message'
import { routeOf } from './orchestrate/route'
import type { ProcessPort } from './provider/sweep'
import { Lane, type LaneWork } from './queue/lane'
import { laneSettings } from './queue/lane-settings'
import { reconcileResults } from './queue/reconcile'
import { Slots } from './queue/slots'
import { Refused } from './refused'
import type { ControlSocket, Upgrade } from './supervise/control-socket'
import { HomeSupervisor } from './supervise/home-supervisor'
import type { Owner } from './supervise/owner'
import type { RuntimeState } from './supervise/runtime-state'

export interface LiveCoreOptions {
  readonly paths: HomePaths
  readonly host: Host
  readonly owner: Owner
  /** What the last owner left written down, or null. */
  readonly before: RuntimeState | null
  readonly control: ControlSocket
  readonly door: HostDoor
  readonly processes?: ProcessPort
  readonly version: string
  readonly resourcesPath: string
  readonly firstRun: boolean
  readonly effective: Effective
  readonly environment: NodeJS.ProcessEnv
  readonly providers: readonly ProviderCard[]
  readonly log: Log
  readonly history: History
  /** Closed in reverse order, after the supervisor; what the core itself starts is added. */
  readonly owned: AsyncDisposableStack
}

const heartbeatMessage = { channel: 'heartbeat', sender: 'lanekeeper', message: 'Heartbeat' }

/** The core of one home at work: builds the parts, connects them, and answers the contract's calls from them. */
export class LiveCore implements Core {
  #owned: AsyncDisposableStack
  readonly #options: LiveCoreOptions
  readonly #changes = new Changes()
  readonly #activity = new ActivityRing()
  readonly #invocations: Invocations
  readonly #lanes: ReadonlyMap<string, Lane>
  readonly #slots: Slots
  readonly #home: HomeSupervisor
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
    this.#owned = options.owned
    const { paths, log } = options
    this.#providers = options.providers
    this.#settings = new SettingsInForce(
      paths,
      options.effective,
      (edit) => void this.#settingsEdited(edit),
      (error) => log.error('settings', 'The settings could not be watched or read', error),
    )
    this.#owned.use(this.#settings)
    this.#invocations = new Invocations(paths.invocations)
    this.#slots = new Slots({
      home: () => this.#now.limits.max_concurrent,
      lane: () => this.#now.limits.max_concurrent,
      group: (name) => this.#now.providers[name]?.max_concurrent ?? this.#now.limits.max_concurrent,
    })
    this.#lanes = new Map([['queue', this.#lane('queue', paths.queue)]])
    this.#home = new HomeSupervisor({
      paths,
      owner: options.owner,
      host: options.host,
      version: options.version,
      before: options.before,
      lanes: this.#lanes,
      work: this.#work(),
      settings: () => this.#now,
      recovery: this.#recovery,
      log,
      // What is answered from now on must not be taken for something the history missed.
      ready: async () => void (await Promise.all(this.#reconciled)),
      sendHeartbeat: async () => {
        await this.#laneCalls.send('queue', heartbeatMessage)
      },
      changed: () => this.#changes.touch(),
      stateTrouble: (error) => {
        log.error('runtime', 'The state file could not be written', error)
        this.#fault = `The state file could not be written: ${faultText(error)}.`
      },
      ...(options.processes === undefined ? {} : { processes: options.processes }),
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

  /** Takes over what it was opened with, to close it in the end. */
  keep(owned: AsyncDisposableStack): void {
    this.#owned = owned
  }

  async open(): Promise<void> {
    for (const event of this.#options.history.latest(bounds.boardActivity).reverse()) {
      this.#activity.add(this.#options.history.titleOf(event.lane, event.id), event)
    }
    for (const lane of this.#lanes.values()) {
      await lane.open()
      this.#owned.defer(() => lane.close())
    }
    this.#home.write()
    for (const lane of this.#lanes.values()) {
      this.#reconciled.push(this.#reconcile(lane))
    }
    if (this.#now.autostart) this.#home.supervisor.start()
  }

  readonly board = {
    current: (): Board => this.#feed.current(),
    follow: (signal: AbortSignal) => this.#feed.follow(this.#both(signal)),
  }

  readonly supervisor: Core['supervisor'] = {
    start: async () => this.#home.supervisor.start(),
    stop: async () => this.#home.supervisor.stop(),
    restart: async () => this.#home.supervisor.restart(),
    stopNow: async () => this.#home.supervisor.stopNow(),
    retryWorkers: async () => this.#home.supervisor.retryWorkers(),
    settled: () => this.#home.supervisor.settled(),
    stopOwner: () => Promise.reject(new Refused('not_offered', 'This process owns the home itself.')),
    ownerPanel: () => Promise.reject(new Refused('not_offered', 'This process owns the home itself.')),
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
      panelAddress: () => this.#options.door.panelAddress(),
      quit: () => this.#options.door.quit(),
      samples: (): Promise<Sample[]> => readSamples(resourcesPath),
      dismissRecovery: (): void => {
        this.#recovery.dismiss()
        this.#changes.touch()
      },
      settings: async (): Promise<SettingsView> => settingsView(paths, this.#settings, this.#providers),
    }
  }

  readonly history: Core['history'] = { search: (words, limit) => this.#options.history.search(words, limit) }

  readonly logs: Core['logs'] = {
    follow: (query, signal) => followLog(this.#options.paths.log, query, this.#both(signal)),
  }

  readonly control = { serve: (upgrade: Upgrade): void => this.#options.control.serve(upgrade) }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life.signal.aborted) return
    await this.#home.close()
    this.#life.abort()
    await Promise.all(this.#reconciled)
    await this.#owned.disposeAsync()
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
      endLeftovers: (itemFile) => this.#home.endLeftovers((record) => record.itemFile === itemFile),
      fault: (error) => log.error('lane', 'A step of the lane was refused', error, { lane: name }),
    })
  }

  #work(): LaneWork {
    const { paths, log, resourcesPath } = this.#options
    return {
      work: answerMessages({
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
          this.#home.leftBehind(invocationId)
        },
      }),
      groupOf: (message) => {
        const route = routeOf(message, this.#settings.effective)
        return route.ok ? route.agent.provider : ''
      },
    }
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

  #both(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#life.signal])
  }

  #board(): Board {
    const { paths, host, version, firstRun } = this.#options
    return boardOf({
      home: { path: paths.root, host, version, pid: process.pid, firstRun },
      lanes: [...this.#lanes.values()],
      supervisor: this.#home.status,
      activity: this.#activity.entries,
      recovery: this.#recovery.report,
      providers: this.#providers,
      effective: this.#settings.effective,
      problems: this.#settings.problems,
      fault: this.#fault,
    })
  }
}
