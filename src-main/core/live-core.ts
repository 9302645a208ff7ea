import type { Board } from '#shared/board'
import type { Sample, SettingsView } from '#shared/contract'
import { bounds } from '#shared/limits'
import type { Core } from './core'
import { readSamples } from './home/samples'
import { SettingsInForce } from './home/settings-in-force'
import type { Settings } from './home/settings-schema'
import { settingsView } from './home/settings-view'
import { LaneCalls } from './lane-calls'
import type { LiveCoreOptions } from './live-core-options'
import { ActivityRing } from './observe/activity'
import { BoardFeed } from './observe/board-feed'
import { boardOf } from './observe/board-of'
import { Changes } from './observe/changes'
import { diagnose } from './observe/doctor'
import { followLog } from './observe/follow-log'
import { Invocations } from './observe/invocations'
import { Metrics } from './observe/metrics'
import { RecoveryBoard } from './observe/recovery-board'
import { answerMessages } from './orchestrate/answer-message'
import { Providers } from './providers'
import { Lane, type LaneWork } from './queue/lane'
import { laneSettings } from './queue/lane-settings'
import { reconcileResults } from './queue/reconcile'
import { Refused } from './refused'
import type { Upgrade } from './supervise/control-socket'
import { HomeSupervisor } from './supervise/home-supervisor'

const heartbeatMessage = { channel: 'heartbeat', sender: 'lanekeeper', message: 'Heartbeat' }

/** The core of one home at work: builds the parts, connects them, and answers the contract's calls from them. */
export class LiveCore implements Core {
  #owned: AsyncDisposableStack
  readonly #options: LiveCoreOptions
  readonly #changes = new Changes()
  readonly #activity = new ActivityRing()
  readonly #invocations: Invocations
  readonly #lanes: ReadonlyMap<string, Lane>
  readonly #home: HomeSupervisor
  readonly #laneCalls: LaneCalls
  readonly #recovery = new RecoveryBoard()
  readonly #feed: BoardFeed
  readonly #life = new AbortController()
  readonly #settings: SettingsInForce
  readonly #reconciled: Promise<void>[] = []
  readonly #providers: Providers
  readonly #metrics: Metrics
  #fault: string | null = null

  constructor(options: LiveCoreOptions) {
    this.#options = options
    this.#owned = options.owned
    const { paths, log } = options
    const unread = (error: unknown): void => log.error('settings', 'The settings could not be read or followed', error)
    const edited = (edit: 'applied' | 'refused'): void => void this.#settingsEdited(edit).catch(unread)
    this.#settings = new SettingsInForce(paths, options.effective, edited, unread)
    this.#owned.use(this.#settings)
    this.#invocations = new Invocations(paths.invocations)
    this.#providers = new Providers({
      paths,
      effective: () => this.#settings.effective,
      environment: options.environment,
      cards: options.providers,
      log,
      changed: () => this.#changes.touch(),
    })
    this.#owned.use(this.#providers)
    const changed = (): void => this.#changes.touch()
    const board = (): Board => this.board.current()
    this.#metrics = this.#owned.use(new Metrics({ board, settings: () => this.#now, log, changed }))
    this.#lanes = new Map([['queue', this.#lane('queue', paths.queue)]])
    this.#home = new HomeSupervisor({
      paths,
      owner: options.owner,
      host: options.host,
      version: options.version,
      earlier: options.earlier,
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
      stateTrouble: (sentence) => {
        this.#fault = sentence
        this.#changes.touch()
      },
      ...(options.processes === undefined ? {} : { processes: options.processes }),
      ...(options.beatMs === undefined ? {} : { beatMs: options.beatMs }),
    })
    this.#laneCalls = new LaneCalls({
      lanes: this.#lanes,
      history: options.history,
      invocations: this.#invocations,
      invocationsPath: paths.invocations,
      changes: this.#changes,
      life: this.#life.signal,
      itemBytes: () => this.#now.limits.item_bytes,
      waitReason: (lane, message) => this.#providers.waitReason(lane, message),
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
    await this.#providers.open()
    await this.#metrics.apply()
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
    settled: () => this.#home.settled(),
    stopOwner: () => Promise.reject(new Refused('not_offered', 'This process owns the home itself.')),
    ownerPanel: () => Promise.reject(new Refused('not_offered', 'This process owns the home itself.')),
  }

  get lanes(): Core['lanes'] {
    return this.#laneCalls
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
    const { paths, resourcesPath, environment } = this.#options
    return {
      path: paths.root,
      doctor: () => diagnose({ paths, environment, resourcesPath, now: Date.now }),
      panelAddress: () => this.#options.door.panelAddress(),
      quit: () => this.#options.door.quit(),
      samples: (): Promise<Sample[]> => readSamples(resourcesPath),
      dismissRecovery: (): void => {
        this.#recovery.dismiss()
        this.#changes.touch()
      },
      settings: (): Promise<SettingsView> =>
        settingsView(paths, this.#settings, this.#providers.cards, {
          versionOf: (card) => this.#providers.versionOf(card),
          isReset: (target) => this.#providers.isReset(target),
        }),
    }
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
    await Promise.all(this.#reconciled)
    await this.#owned.disposeAsync()
    this.#home.assertStopped()
  }

  #lane(name: string, root: string): Lane {
    const { log, history } = this.#options
    return new Lane({
      name,
      root,
      durability: this.#now.durability,
      settings: () => laneSettings(this.#now),
      slots: this.#providers.slots,
      history,
      now: Date.now,
      changed: () => this.#changes.touch(),
      told: (title, event) => {
        this.#activity.add(title, event)
        this.#metrics.told(event)
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
        ...this.#providers.forAnswers,
        effective: () => this.#settings.effective,
        onProgress: (invocation) => {
          this.#invocations.progressed(invocation)
          this.#metrics.progressed(invocation)
          this.#changes.touch()
        },
        onOutput: (id) => this.#invocations.wrote(id),
        noted: (sentence, about) => log.warn('invocation', sentence, about),
        left: (pids, invocationId) => {
          log.error('invocation', 'Processes of an attempt refuse to end', null, { pids, invocationId })
          this.#home.leftBehind(invocationId, pids)
        },
        ...(this.#options.processes === undefined ? {} : { processes: this.#options.processes }),
      }),
      groupOf: (message) => this.#providers.groupOf(message),
    }
  }

  async #reconcile(lane: Lane): Promise<void> {
    try {
      await reconcileResults(lane, this.#options.history, this.#now.limits.item_bytes, this.#life.signal)
    } catch (error) {
      this.#options.log.error('history', 'Results could not be looked through', error)
    }
  }

  get #now(): Settings {
    return this.#settings.effective.settings
  }

  async #settingsEdited(edit: 'applied' | 'refused'): Promise<void> {
    const { log } = this.#options
    if (edit === 'refused') log.warn('settings', 'An edit was refused', { problems: this.#settings.problems })
    else {
      log.info('settings', 'An edit took effect')
      await this.#providers.settingsChanged()
      await this.#metrics.apply()
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
      providers: this.#providers.cards,
      spend: this.#providers.spentToday,
      notes: [...this.#providers.attention(this.#invocations.quiet()), ...this.#metrics.attention],
      effective: this.#settings.effective,
      problems: this.#settings.problems,
      fault: this.#fault,
    })
  }
}
