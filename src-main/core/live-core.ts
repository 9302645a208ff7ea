import type { Board, Host, ProviderCard } from '#shared/board'
import type {
  ComposedMessage,
  DropVerdict,
  ItemDetail,
  LaneWindow,
  LaneWindowQuery,
  Sample,
  SettingsView,
} from '#shared/contract'
import type { Invocation, LogBatch } from '#shared/invocation'
import { bounds } from '#shared/limits'
import type { Core } from './core'
import { faultText } from './home/fault-code'
import type { HomePaths } from './home/home-paths'
import { readSamples } from './home/samples'
import type { Effective } from './home/settings'
import { settingsView } from './home/settings-view'
import { ActivityRing } from './observe/activity'
import { BoardFeed } from './observe/board-feed'
import { boardOf } from './observe/board-of'
import { Changes, followValue } from './observe/changes'
import type { History } from './observe/history'
import { Invocations } from './observe/invocations'
import { itemDetail } from './observe/item-detail'
import type { Log } from './observe/log'
import { answerMessages } from './orchestrate/answer-message'
import { routeOf } from './orchestrate/route'
import { dropFiles, sendMessage } from './queue/drop'
import { Lane } from './queue/lane'
import { laneWindow } from './queue/lane-window'
import { reconcileResults } from './queue/reconcile'
import { Slots } from './queue/slots'
import { Refused } from './refused'
import { endLeftovers } from './supervise/end-leftovers'
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
  readonly #supervisor: Supervisor
  readonly #runtime: RuntimeFile
  readonly #feed: BoardFeed
  readonly #life = new AbortController()
  #fault: string | null = null

  constructor(options: LiveCoreOptions) {
    this.#options = options
    const { paths, log, effective } = options
    const { limits } = effective.settings
    this.#invocations = new Invocations(paths.invocations)
    const slots = new Slots({
      home: limits.max_concurrent,
      lane: () => limits.max_concurrent,
      group: (name) => effective.settings.providers[name]?.max_concurrent ?? limits.max_concurrent,
    })
    this.#lanes = new Map([['queue', this.#lane('queue', paths.queue, slots)]])
    this.#runtime = new RuntimeFile(`${paths.daemon}/runtime.json`, (error) => {
      log.error('runtime', 'The state file could not be written', error)
      this.#fault = `The state file could not be written: ${faultText(error)}.`
    })
    this.#supervisor = new Supervisor({
      prepare: () => this.#prepare(),
      drainMs: () => effective.settings.drain_seconds * 1000,
      changed: () => this.#supervisorChanged(),
      fault: (sentence, error) => log.error('supervisor', sentence, error),
      now: Date.now,
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
      void reconcileResults(lane, this.#options.history, this.#options.effective.settings.limits.item_bytes).catch(
        (error) => this.#options.log.error('history', 'Results could not be looked through', error),
      )
    }
    if (this.#options.effective.settings.autostart) this.#supervisor.start()
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

  readonly lanes = {
    window: (query: LaneWindowQuery, signal: AbortSignal): AsyncGenerator<LaneWindow, void> => {
      const lane = this.#laneNamed(query.lane)
      return followValue(this.#changes, this.#both(signal), bounds.pushMs, () =>
        laneWindow(lane, query, this.#options.history),
      )
    },
    item: (ref: { lane: string; id: string }, signal: AbortSignal): AsyncGenerator<ItemDetail, void> =>
      this.#item(ref, signal),
    drop: (lane: string, files: readonly { name: string; text: string }[]): Promise<DropVerdict[]> =>
      dropFiles(this.#laneNamed(lane), files, this.#options.effective.settings.limits.item_bytes),
    send: async (name: string, message: ComposedMessage): Promise<{ id: string }> => {
      const lane = this.#laneNamed(name)
      try {
        return { id: await sendMessage(lane, message, Date.now()) }
      } catch (error) {
        throw new Refused(
          'disk',
          `The message could not be written to the lane: ${faultText(error)}.`,
          'Check the disk.',
          {
            cause: error,
          },
        )
      }
    },
  }

  readonly invocations = {
    recent: (limit: number): Promise<Invocation[]> => this.#invocations.recent(limit),
    follow: (id: string, signal: AbortSignal): AsyncGenerator<Invocation, void> =>
      this.#invocations.follow(id, this.#both(signal)),
    log: (id: string, signal: AbortSignal): AsyncGenerator<LogBatch, void> =>
      this.#invocations.log(id, this.#both(signal)),
  }

  get home(): Core['home'] {
    const { paths, resourcesPath, effective, providers } = this.#options
    return {
      path: paths.root,
      samples: (): Promise<Sample[]> => readSamples(resourcesPath),
      settings: async (): Promise<SettingsView> => settingsView(paths, effective, providers),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life.signal.aborted) return
    await this.#supervisor.close()
    this.#life.abort()
    await this.#runtime.settled()
    await this.owned.disposeAsync()
  }

  #lane(name: string, root: string, slots: Slots): Lane {
    const { log, history, effective } = this.#options
    const { limits, retry, durability, settle_ms } = effective.settings
    return new Lane({
      name,
      root,
      settings: {
        durability,
        settleMs: settle_ms,
        itemBytes: limits.item_bytes,
        maxAttempts: limits.max_attempts,
        retry: { baseMs: retry.base_ms, capMs: retry.cap_ms },
      },
      slots,
      history,
      now: Date.now,
      changed: () => this.#changes.touch(),
      told: (title, event) => {
        this.#activity.add(title, event)
        this.#changes.touch()
        log.info('lane', event.text, { lane: event.lane, item: event.id, kind: event.kind, attempt: event.attempt })
      },
      fault: (error) => log.error('lane', 'A step of the lane was refused', error, { lane: name }),
    })
  }

  async #prepare(): Promise<Worker[]> {
    const { paths, log, effective, resourcesPath } = this.#options
    const leftovers = await endLeftovers(paths.invocations)
    if (leftovers.ended.length > 0) log.warn('supervisor', 'Processes of an earlier life were ended', leftovers)
    if (leftovers.left.length > 0) {
      throw new Error(`processes of an earlier life refuse to end: ${leftovers.left.join(', ')}`)
    }
    const work = answerMessages({
      paths,
      resourcesPath,
      effective: () => effective,
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
      const route = routeOf(message, effective)
      return route.ok ? route.agent.provider : ''
    }
    return [...this.#lanes.values()].map((lane) => laneWorker(lane, { work, groupOf }, log))
  }

  async *#item(ref: { lane: string; id: string }, signal: AbortSignal): AsyncGenerator<ItemDetail, void> {
    const lane = this.#laneNamed(ref.lane)
    const { history } = this.#options
    const read = (): Promise<ItemDetail | null> => itemDetail(lane, ref.id, history, this.#invocations)
    if ((await read()) === null) {
      throw new Refused('no_such_item', 'This item is not in the lane any more.', 'Choose another one.')
    }
    yield* followValue(this.#changes, this.#both(signal), bounds.pushMs, read)
  }

  #laneNamed(name: string): Lane {
    const lane = this.#lanes.get(name)
    if (lane === undefined) throw new Refused('no_such_lane', `There is no lane "${name}".`)
    return lane
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
    const { paths, host, version, firstRun, providers, effective } = this.#options
    return boardOf({
      home: { path: paths.root, host, version, pid: process.pid, firstRun },
      lanes: [...this.#lanes.values()],
      supervisor: this.#supervisor.status,
      activity: this.#activity.entries,
      providers,
      effective,
      fault: this.#fault,
    })
  }
}
