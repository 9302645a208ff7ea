import {
  type SupervisorAction,
  type SupervisorState,
  type SupervisorStatus,
  supervisorOffers,
  type WorkerHealth,
} from '#shared/supervisor'
import { faultText } from '../home/fault-code'
import { Refused } from '../refused'

/** Something the supervisor starts and stops: one lane's work, or any other endless task. */
export interface Worker {
  readonly name: string
  begin(): Promise<void>
  /** How many items it works on now. */
  readonly active: number
  readonly lastBeatAt: number | null
  readonly lastError: string | null
  /** Ends it: nothing new from now on, what is active may go on until `drained`, moves until `leave`. */
  end(drained: AbortSignal, leave: AbortSignal): Promise<void>
}

export interface SupervisorOptions {
  /** Runs before any worker of a start; a rejection makes the start fail with its message. */
  readonly prepare: () => Promise<readonly Worker[]>
  readonly drainMs: () => number
  readonly changed: () => void
  readonly fault: (sentence: string, error: unknown) => void
  readonly now: () => number
}

/** After active items were told to stop, this long until the stop is given up as failed, in ms. */
const endMs = 30_000

/**
 * Starts, stops and restarts the workers of a home. `stopped → starting → running → stopping → stopped`; a start that
 * fails goes back to `stopped` with its reason, a stop that leaves something running ends in `stop_failed`. Requests are
 * accepted or refused by `supervisorOffers` at once and carried out one after another; every wait has a bound.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  #state: SupervisorState = 'stopped'
  #since: number
  #reason: string | null = null
  #workers: readonly Worker[] = []
  #drainUntil: number | null = null
  #drainNow = new AbortController()
  #turn: Promise<void> = Promise.resolve()
  readonly #left = new Set<number>()

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#since = options.now()
  }

  get status(): SupervisorStatus {
    return {
      state: this.#state,
      since: this.#since,
      reason: this.#reason,
      workers: this.#workers.map((worker) => this.#health(worker)),
      draining: this.#drainUntil === null ? null : { active: this.active, until: this.#drainUntil },
    }
  }

  get active(): number {
    return this.#workers.reduce((sum, worker) => sum + worker.active, 0)
  }

  /** Resolves when whatever was asked for so far has been carried out. */
  get settled(): Promise<void> {
    return this.#turn
  }

  start(): void {
    this.#offered('start')
    this.#enter('starting')
    this.#next(() => this.#begin())
  }

  stop(): void {
    this.#offered('stop')
    this.#enter('stopping')
    this.#next(() => this.#end())
  }

  restart(): void {
    this.#offered('restart')
    this.#enter('stopping')
    this.#next(async () => {
      await this.#end()
      if (!this.#is('stopped')) return
      this.#enter('starting')
      await this.#begin()
    })
  }

  /** Stops from whatever state, for a host that closes. Resolves when it is done. */
  async close(): Promise<void> {
    this.#next(async () => {
      if (this.#workers.length === 0) return
      if (this.#state !== 'stopping') this.#enter('stopping')
      await this.#end()
    })
    await this.#turn
  }

  /** Ends a drain at once: active items are stopped now. */
  stopNow(): void {
    this.#drainNow.abort()
  }

  /** Processes of an attempt that refused to die make the next stop fail, until they are gone. */
  leftBehind(pids: readonly number[]): void {
    for (const pid of pids) this.#left.add(pid)
  }

  #offered(action: SupervisorAction): void {
    const offer = supervisorOffers(this.#state)[action]
    if (offer.possible) return
    throw new Refused(action === 'start' ? 'already_running' : 'not_running', offer.why)
  }

  #next(step: () => Promise<void>): void {
    this.#turn = this.#turn.then(step).catch((error) => {
      this.#options.fault('A change of the supervisor broke off.', error)
      this.#enter('stop_failed', faultText(error))
    })
  }

  async #begin(): Promise<void> {
    if (this.#state !== 'starting') return
    const begun: Worker[] = []
    try {
      const workers = await this.#options.prepare()
      for (const worker of workers) {
        begun.push(worker)
        await worker.begin()
      }
      this.#workers = begun
      if (this.#state === 'starting') this.#enter('running')
    } catch (error) {
      this.#options.fault('The supervisor could not start.', error)
      this.#workers = begun
      await this.#end()
      if (this.#is('stopped')) this.#enter('stopped', `It could not start: ${faultText(error)}`)
    }
  }

  async #end(): Promise<void> {
    const { now, drainMs } = this.#options
    this.#drainNow = new AbortController()
    const leave = new AbortController()
    const boundMs = this.active === 0 ? 0 : drainMs()
    this.#drainUntil = now() + boundMs
    this.#options.changed()
    const bound = boundMs === 0 ? AbortSignal.abort() : AbortSignal.timeout(boundMs)
    const drained = AbortSignal.any([this.#drainNow.signal, bound])
    const ended = Promise.all(this.#workers.map((worker) => worker.end(drained, leave.signal)))
    const watching = setInterval(this.#options.changed, 250)
    const timers: NodeJS.Timeout[] = []
    const late = new Promise<'late'>((resolve) => {
      const then = (ms: number, step: () => void): void => void timers.push(setTimeout(step, ms))
      then(boundMs + endMs, () => leave.abort())
      then(boundMs + endMs + 5000, () => resolve('late'))
    })
    const outcome = await Promise.race([ended.then(() => 'ended' as const), late])
    clearInterval(watching)
    for (const timer of timers) clearTimeout(timer)
    this.#drainUntil = null
    for (const pid of this.#left) if (!isRunning(pid)) this.#left.delete(pid)
    if (outcome === 'late') {
      const names = this.#workers.filter((worker) => worker.active > 0).map((worker) => worker.name)
      this.#enter('stop_failed', `These workers did not end: ${names.join(', ')}.`)
    } else if (this.#left.size > 0) {
      this.#enter('stop_failed', `These processes refuse to end: ${[...this.#left].join(', ')}.`)
    } else {
      this.#workers = []
      this.#enter('stopped')
    }
  }

  /** Asked anew after each wait: the state may have changed meanwhile. */
  #is(state: SupervisorState): boolean {
    return this.#state === state
  }

  #enter(state: SupervisorState, reason: string | null = null): void {
    this.#state = state
    this.#reason = reason
    this.#since = this.#options.now()
    this.#options.changed()
  }

  #health(worker: Worker): WorkerHealth {
    const state = this.#state === 'starting' || this.#state === 'stopping' ? this.#state : 'running'
    return { name: worker.name, state, lastBeatAt: worker.lastBeatAt, lastError: worker.lastError, restarts: 0 }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
