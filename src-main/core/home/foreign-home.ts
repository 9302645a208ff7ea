import type { Board, BoardEvent, Host } from '#shared/board'
import { bounds } from '#shared/limits'
import { Changes, pause } from '../ground/changes'
import { faultText } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { Refused } from '../ground/refused'
import { StartupProblem } from '../ground/startup-problem'
import { BoardFeed } from '../observe/board-feed'
import { endOwner, type OwnerPeer } from '../supervise/end-owner'
import { livenessOf, type Owner, type OwnerLiveness } from '../supervise/owner'
import type { HostDoor } from './core'
import type { OwnHome } from './own-home'

export interface ForeignHomeOptions {
  readonly homePath: string
  readonly host: Host
  readonly version: string
  readonly owner: Owner
  readonly liveness: Exclude<OwnerLiveness, 'dead'>
  readonly door: HostDoor
  readonly examined: () => Promise<{ paths: HomePaths; environment: NodeJS.ProcessEnv; resourcesPath: string }>
  readonly peer: OwnerPeer
  /** Takes the home once its owner is gone: answers with what it is then, also when another was quicker. */
  readonly next: () => Promise<OwnHome | ForeignHome>
  /** Told of what the home is next, which the teller does not wait for. */
  readonly replaced: (next: OwnHome | ForeignHome) => void
}

/** How often to look whether the owner still lives, in ms. */
const lookMs = 1_000

/** A home that another process owns: shows who it is, and offers its panel or its end. Touches nothing else. */
export class ForeignHome implements AsyncDisposable {
  readonly kind = 'foreign'
  readonly options: ForeignHomeOptions
  readonly #changes = new Changes()
  readonly #feed: BoardFeed
  readonly #life = new AbortController()
  readonly #watching: Promise<void>
  #trouble: string | null = null
  #ending: Promise<void> | null = null
  #liveness: ForeignHomeOptions['liveness']

  constructor(options: ForeignHomeOptions) {
    this.options = options
    this.#liveness = options.liveness
    this.#feed = new BoardFeed(this.#changes, () => this.#board())
    this.#watching = this.#watch()
  }

  get path(): string {
    return this.options.homePath
  }

  get owner(): Owner {
    return this.options.owner
  }

  get board(): Board {
    return this.#feed.current()
  }

  followBoard(signal: AbortSignal): AsyncGenerator<BoardEvent, void> {
    return this.#feed.follow(this.living(signal))
  }

  /** Aborts with the signal, and when this home is let go of. */
  living(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#life.signal])
  }

  /** What an examination of the home needs. */
  examined(): ReturnType<ForeignHomeOptions['examined']> {
    return this.options.examined()
  }

  /** Where the owner's panel is. */
  async panelAddress(): Promise<{ address: string | null }> {
    const { owner, peer } = this.options
    if (this.#liveness !== 'answers') {
      throw new Refused('owned_by_another', `Process ${owner.pid} does not answer.`, 'Stop it, then start here.')
    }
    return peer.panelAddress(owner.control)
  }

  /** Ends the owner. One at a time: a second request to end would make the owner end at once. */
  endOwner(): Promise<void> {
    this.#ending ??= endOwner(this.options.owner, this.options.peer).finally(() => {
      this.#ending = null
    })
    return this.#ending
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
        const liveness = await livenessOf(this.options.owner)
        if (liveness === 'dead') {
          if (await this.#takeOver()) return
        } else this.#isNow(liveness)
      } catch (error) {
        this.#troubled(`It cannot be seen how its owner is: ${faultText(error)}.`)
      }
    }
  }

  #isNow(liveness: ForeignHomeOptions['liveness']): void {
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
      const next = await this.options.next()
      if (this.#life.signal.aborted) await next[Symbol.asyncDispose]()
      else this.options.replaced(next)
      return true
    } catch (error) {
      const nextStep = error instanceof StartupProblem ? ` ${error.nextStep}` : ''
      this.#troubled(`Its owner is gone, but it cannot be opened: ${faultText(error)}${nextStep}`)
      return false
    }
  }

  #board(): Board {
    const { homePath, host, version, owner } = this.options
    const trouble = this.#trouble?.slice(0, bounds.sentence) ?? null
    const answers = this.#liveness === 'answers'
    const how = answers ? '' : ' and does not answer'
    return {
      home: { path: homePath, host, version, pid: process.pid, firstRun: false },
      supervisor: {
        state: 'foreign',
        since: owner.since,
        reason: trouble ?? `Process ${owner.pid} (${owner.host} host, ${owner.machine}) owns this home${how}.`,
        workers: [],
        draining: null,
        receipt: null,
        owner: { pid: owner.pid, host: owner.host, since: owner.since, machine: owner.machine, answers, trouble },
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
