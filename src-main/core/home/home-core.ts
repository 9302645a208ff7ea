import type { Board, BoardEvent } from '#shared/board'
import { Changes } from '../ground/changes'
import type { Upgrade } from '../supervise/control-socket'
import type { Core } from './core'

/**
 * The core a host holds on to: the live one, or the foreign one until the home is free and then the live one. Who follows
 * the board goes on following across the change.
 */
export class HomeCore implements Core {
  readonly #switched = new Changes()
  #inner: Core
  #serving: Upgrade | null = null
  #closed: Promise<unknown> | null = null

  constructor(inner: Core) {
    this.#inner = inner
  }

  /** Puts another core in place of the present one, which is closed. */
  async replace(inner: Core): Promise<void> {
    const before = this.#inner
    this.#inner = inner
    if (this.#serving !== null) inner.control.serve(this.#serving)
    this.#switched.touch()
    await before[Symbol.asyncDispose]()
  }

  readonly board = {
    current: (): Board => this.#inner.board.current(),
    follow: (signal: AbortSignal): AsyncGenerator<BoardEvent, void> => this.#follow(signal),
  }

  get supervisor(): Core['supervisor'] {
    return this.#inner.supervisor
  }

  get lanes(): Core['lanes'] {
    return this.#inner.lanes
  }

  get runs(): Core['runs'] {
    return this.#inner.runs
  }

  get decisions(): Core['decisions'] {
    return this.#inner.decisions
  }

  get orchestrators(): Core['orchestrators'] {
    return this.#inner.orchestrators
  }

  get invocations(): Core['invocations'] {
    return this.#inner.invocations
  }

  get providers(): Core['providers'] {
    return this.#inner.providers
  }

  get agents(): Core['agents'] {
    return this.#inner.agents
  }

  get spend(): Core['spend'] {
    return this.#inner.spend
  }

  get history(): Core['history'] {
    return this.#inner.history
  }

  get logs(): Core['logs'] {
    return this.#inner.logs
  }

  get home(): Core['home'] {
    return this.#inner.home
  }

  readonly control = {
    serve: (upgrade: Upgrade): void => {
      this.#serving = upgrade
      this.#inner.control.serve(upgrade)
    },
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= Promise.resolve(this.#inner[Symbol.asyncDispose]())
    await this.#closed
  }

  async *#follow(signal: AbortSignal): AsyncGenerator<BoardEvent, void> {
    while (!signal.aborted && this.#closed === null) {
      const seen = this.#switched.count
      yield* this.#inner.board.follow(signal)
      if (this.#switched.count === seen) return
    }
  }
}
