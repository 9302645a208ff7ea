import type { Board, BoardEvent, Host } from '#shared/board'
import type { Finding } from '#shared/finding'
import { bounds } from '#shared/limits'
import { Changes, pause } from '../ground/changes'
import { faultText } from '../ground/fault-code'
import { homePaths } from '../ground/home-paths'
import { Refused } from '../ground/refused'
import { StartupProblem } from '../ground/startup-problem'
import { BoardFeed } from '../observe/board-feed'
import { followLog } from '../record/follow-log'
import { endOwner, type OwnerPeer } from '../supervise/end-owner'
import { livenessOf, type Owner, type OwnerLiveness } from '../supervise/owner'
import type { Core, HostDoor } from './core'

export interface ForeignCoreOptions {
  readonly homePath: string
  readonly host: Host
  readonly version: string
  readonly owner: Owner
  readonly liveness: Exclude<OwnerLiveness, 'dead'>
  readonly door: HostDoor
  readonly doctor: () => Promise<Finding[]>
  readonly peer: OwnerPeer
  /** Takes the home once its owner is gone: answers with the core that comes next, also when another was quicker. */
  readonly next: () => Promise<Core>
  /** Told of the next core, which the teller does not wait for. */
  readonly replaced: (core: Core) => void
}

/** How often to look whether the owner still lives, in ms. */
const lookMs = 1_000

/** The core of a home that another process owns: shows who it is, and offers its panel or its end. Touches nothing else. */
export class ForeignCore implements Core {
  readonly #options: ForeignCoreOptions
  readonly #changes = new Changes()
  readonly #feed: BoardFeed
  readonly #life = new AbortController()
  readonly #watching: Promise<void>
  #trouble: string | null = null
  #ending: Promise<void> | null = null
  #liveness: ForeignCoreOptions['liveness']

  constructor(options: ForeignCoreOptions) {
    this.#options = options
    this.#liveness = options.liveness
    this.#feed = new BoardFeed(this.#changes, () => this.#board())
    this.#watching = this.#watch()
  }

  readonly board = {
    current: (): Board => this.#feed.current(),
    follow: (signal: AbortSignal): AsyncGenerator<BoardEvent, void> =>
      this.#feed.follow(AbortSignal.any([signal, this.#life.signal])),
  }

  readonly supervisor: Core['supervisor'] = {
    start: async () => this.#refuse(),
    stop: async () => this.#refuse(),
    restart: async () => this.#refuse(),
    stopNow: async () => this.#refuse(),
    retryWorkers: async () => this.#refuse(),
    settled: async () => {},
    stopOwner: () => this.#endOwner(),
    ownerPanel: async () => {
      const { owner, peer } = this.#options
      if (this.#liveness !== 'answers') {
        throw new Refused('owned_by_another', `Process ${owner.pid} does not answer.`, 'Stop it, then start here.')
      }
      return peer.panelAddress(owner.control)
    },
  }

  readonly lanes: Core['lanes'] = {
    window: () => this.#refuse(),
    item: () => this.#refuse(),
    drop: async () => this.#refuse(),
    send: async () => this.#refuse(),
    act: async () => this.#refuse(),
    requeueInterrupted: async () => this.#refuse(),
    evidence: async () => this.#refuse(),
    text: async () => this.#refuse(),
    push: async () => this.#refuse(),
    check: () => this.#refuse(),
    resend: async () => this.#refuse(),
    repair: async () => this.#refuse(),
  }

  readonly runs: Core['runs'] = {
    window: () => this.#refuse(),
    follow: () => this.#refuse(),
    output: async () => this.#refuse(),
    selection: async () => this.#refuse(),
    progress: async () => this.#refuse(),
    start: async () => this.#refuse(),
    cancel: async () => this.#refuse(),
    retry: async () => this.#refuse(),
  }

  readonly decisions: Core['decisions'] = {
    list: async () => [],
    show: async () => this.#refuse(),
    resolve: async () => this.#refuse(),
  }

  readonly orchestrators: Core['orchestrators'] = { list: () => [] }

  readonly invocations: Core['invocations'] = {
    recent: async () => [],
    follow: () => this.#refuse(),
    log: () => this.#refuse(),
    events: () => this.#refuse(),
  }

  readonly providers: Core['providers'] = { test: async () => this.#refuse(), resume: () => this.#refuse() }

  readonly agents: Core['agents'] = { reset: async () => this.#refuse() }

  readonly spend: Core['spend'] = { summary: () => [] }

  readonly history: Core['history'] = { search: async () => ({ hits: [], lookedAt: 0, unlooked: null }) }

  readonly logs: Core['logs'] = {
    follow: (query, signal) =>
      followLog(homePaths(this.#options.homePath).log, query, AbortSignal.any([signal, this.#life.signal])),
  }

  readonly control = { serve: (): void => {} }

  get home(): Core['home'] {
    const { homePath, door } = this.#options
    return {
      path: homePath,
      panelAddress: () => door.panelAddress(),
      quit: () => door.quit(),
      samples: async () => [],
      doctor: this.#options.doctor,
      settings: async () => this.#refuse(),
      configText: () => this.#refuse(),
      settingsText: async () => this.#refuse(),
      dismissRecovery: () => {},
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort()
    await this.#watching
  }

  async #watch(): Promise<void> {
    const { signal } = this.#life
    while (!signal.aborted) {
      await pause(lookMs, signal)
      if (signal.aborted) return
      try {
        const liveness = await livenessOf(this.#options.owner)
        if (liveness === 'dead') {
          if (await this.#takeOver()) return
        } else this.#isNow(liveness)
      } catch (error) {
        this.#troubled(`It cannot be seen how its owner is: ${faultText(error)}.`)
      }
    }
  }

  #isNow(liveness: ForeignCoreOptions['liveness']): void {
    this.#troubled(null)
    if (liveness === this.#liveness) return
    this.#liveness = liveness
    this.#changes.touch()
  }

  #troubled(trouble: string | null): void {
    if (trouble === this.#trouble) return
    this.#trouble = trouble
    this.#changes.touch()
  }

  /** False when the home cannot be opened as it stands, which is shown, and is then tried again. */
  async #takeOver(): Promise<boolean> {
    try {
      const core = await this.#options.next()
      if (this.#life.signal.aborted) await core[Symbol.asyncDispose]()
      else this.#options.replaced(core)
      return true
    } catch (error) {
      const nextStep = error instanceof StartupProblem ? ` ${error.nextStep}` : ''
      this.#troubled(`Its owner is gone, but it cannot be opened: ${faultText(error)}${nextStep}`)
      return false
    }
  }

  /** One at a time: a second request to end would make the owner end at once. */
  #endOwner(): Promise<void> {
    this.#ending ??= endOwner(this.#options.owner, this.#options.peer).finally(() => {
      this.#ending = null
    })
    return this.#ending
  }

  #refuse(): never {
    const { pid, host } = this.#options.owner
    const sentence = `Process ${pid} (${host} host) owns this home.`
    throw new Refused('owned_by_another', sentence, 'Use its panel, or stop it first.')
  }

  #board(): Board {
    const { homePath, host, version, owner } = this.#options
    const trouble = this.#trouble
    const answers = this.#liveness === 'answers'
    const how = answers ? '' : ' and does not answer'
    return {
      home: { path: homePath, host, version, pid: process.pid, firstRun: false },
      supervisor: {
        state: 'foreign',
        since: owner.since,
        reason: (trouble ?? `Process ${owner.pid} (${owner.host} host, ${owner.machine}) owns this home${how}.`).slice(
          0,
          bounds.sentence,
        ),
        workers: [],
        draining: null,
        receipt: null,
        owner: { pid: owner.pid, host: owner.host, since: owner.since, machine: owner.machine, answers },
      },
      lanes: [],
      active: [],
      activity: [],
      attention: [],
      recovery: null,
      providers: [],
      answering: null,
    }
  }
}
