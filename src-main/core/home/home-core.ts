import type { Board } from '#shared/board'
import type { Upgrade } from '../supervise/control-socket'
import { agentsCalls } from './calls/agents'
import { boardCalls } from './calls/board'
import { decisionsCalls } from './calls/decisions'
import { historyCalls } from './calls/history'
import { homeCalls } from './calls/home'
import { invocationsCalls } from './calls/invocations'
import { lanesCalls } from './calls/lanes'
import { logsCalls } from './calls/logs'
import { orchestratorsCalls } from './calls/orchestrators'
import { providersCalls } from './calls/providers'
import { runsCalls } from './calls/runs'
import { spendCalls } from './calls/spend'
import { supervisorCalls } from './calls/supervisor'
import type { Core } from './core'
import type { ForeignHome } from './foreign-home'
import type { FoundHome } from './found-home'
import { HomeState } from './home-state'
import type { OwnHome } from './own-home'

/** The core a host holds on to: of its own home, of another process's until that home is free, or of one it looks at. */
export class HomeCore implements Core {
  readonly #state: HomeState
  #serving: Upgrade | null = null
  #closed: Promise<unknown> | null = null
  readonly board: Core['board']
  readonly supervisor: Core['supervisor']
  readonly lanes: Core['lanes']
  readonly runs: Core['runs']
  readonly decisions: Core['decisions']
  readonly orchestrators: Core['orchestrators']
  readonly invocations: Core['invocations']
  readonly providers: Core['providers']
  readonly agents: Core['agents']
  readonly spend: Core['spend']
  readonly history: Core['history']
  readonly logs: Core['logs']
  readonly home: Core['home']

  constructor(first: OwnHome | ForeignHome | FoundHome) {
    const state = new HomeState(first)
    this.#state = state
    this.board = boardCalls(state)
    this.supervisor = supervisorCalls(state)
    this.lanes = lanesCalls(state)
    this.runs = runsCalls(state)
    this.decisions = decisionsCalls(state)
    this.orchestrators = orchestratorsCalls(state)
    this.invocations = invocationsCalls(state)
    this.providers = providersCalls(state)
    this.agents = agentsCalls(state)
    this.spend = spendCalls(state)
    this.history = historyCalls(state)
    this.logs = logsCalls(state)
    this.home = homeCalls(state)
  }

  get path(): string {
    return this.#state.now.path
  }

  boardNow(): Board {
    return this.#state.now.board
  }

  serve(upgrade: Upgrade): void {
    this.#serving = upgrade
    if (this.#state.now.kind === 'own') this.#state.now.serve(upgrade)
  }

  /** Puts what the home has become in place of what it was, which is closed. */
  async replace(next: OwnHome | ForeignHome): Promise<void> {
    const before = this.#state.replace(next)
    if (this.#serving !== null && next.kind === 'own') next.serve(this.#serving)
    await before[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= Promise.resolve(this.#state.now[Symbol.asyncDispose]())
    await this.#closed
  }
}
