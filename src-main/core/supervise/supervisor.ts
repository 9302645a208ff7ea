import type { StopReceipt, SupervisorState, SupervisorStatus } from '#shared/supervisor'
import { supervisorOffers } from '#shared/supervisor'
import { faultText } from '../home/fault-code'
import { Refused } from '../refused'
import { endWorkers, type Verified } from './end-workers'
import { settledOr } from './settled-or'
import type { Worker } from './worker'
import { WorkerKeeper } from './worker-keeper'

export interface SupervisorOptions {
  /** What came before this process: `stale` when the last owner died without stopping. */
  readonly initial: { readonly state: 'stopped' | 'stale'; readonly reason: string | null }
  /** Runs before any worker of a start; a rejection makes the start fail with its message. */
  readonly prepare: () => Promise<readonly Worker[]>
  readonly drainMs: () => number
  /** Ends and names whatever processes of attempts there still are. */
  readonly verify: () => Promise<Verified>
  /** How an item that was active when the stop began has left `active`. */
  readonly outcomeOf: (lane: string, id: string) => StopReceipt['items'][number]['outcome']
  readonly stopped: (receipt: StopReceipt) => void
  readonly changed: () => void
  readonly fault: (sentence: string, error: unknown) => void
  readonly now: () => number
  /** How long active items may take to end once told so; 30 s. */
  readonly endMs?: number
}

/** How long workers may take to begin before the supervisor counts as running without them, in ms. */
const startMs = 60_000

type Phase = 'down' | 'starting' | 'up' | 'stopping' | 'stop_failed'

/**
 * Starts, stops and restarts the workers of a home. Asking is idempotent and safe at any moment, from anywhere: it says what
 * is wanted, and one loop makes it so. `stopped → starting → running → stopping → stopped`; `degraded` while a worker
 * fails; a stop that leaves something running ends in `stop_failed`, until another stop finds nothing left. Every
 * wait has a bound.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  #phase: Phase = 'down'
  #wanted: 'up' | 'down' = 'down'
  #again = false
  #since: number
  #reason: string | null
  #wasStale: boolean
  #keepers: readonly WorkerKeeper[] = []
  #drainUntil: number | null = null
  #drainNow = new AbortController()
  #startNow = new AbortController()
  #receipt: StopReceipt | null = null
  #loop: Promise<void> | null = null

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#since = options.now()
    this.#reason = options.initial.reason
    this.#wasStale = options.initial.state === 'stale'
  }

  get status(): SupervisorStatus {
    const workers = this.#keepers.map((keeper) => keeper.health)
    const active = this.#keepers.flatMap((keeper) => keeper.active)
    const trouble = this.#phase === 'up' ? troubleOf(workers) : null
    return {
      state: trouble === null ? this.#state : 'degraded',
      since: this.#since,
      reason: trouble ?? this.#reason,
      workers,
      draining:
        this.#drainUntil === null
          ? null
          : { active: active.length, until: this.#drainUntil, items: active.slice(0, 20).map((item) => ({ ...item })) },
      receipt: this.#receipt,
      owner: null,
    }
  }

  get active(): number {
    return this.#keepers.reduce((sum, keeper) => sum + keeper.active.length, 0)
  }

  start(): void {
    const offer = supervisorOffers(this.#state).start
    if (this.#phase === 'stop_failed' && !offer.possible) throw new Refused('not_offered', offer.why)
    this.#wanted = 'up'
    this.#converge()
  }

  stop(): void {
    this.#wanted = 'down'
    this.#again = false
    this.#startNow.abort()
    if (this.#phase === 'stop_failed') this.#phase = 'up'
    this.#converge()
  }

  /** Stop, then start, with the settings as they are now. Of a supervisor that is down, a start. */
  restart(): void {
    if (this.#phase === 'stop_failed') {
      throw new Refused('not_offered', 'The last stop left something running.', 'Press Stop to try again.')
    }
    this.#wanted = 'up'
    this.#again ||= this.#phase !== 'down'
    this.#converge()
  }

  /** Ends a drain at once: active items are stopped now. */
  stopNow(): void {
    this.stop()
    this.#drainNow.abort()
  }

  /** Tries workers that failed again. */
  retryWorkers(): void {
    for (const keeper of this.#keepers) keeper.retry()
  }

  /** Resolves when what was asked for so far is so, or was found impossible. */
  async settled(): Promise<void> {
    while (this.#loop !== null) await this.#loop
  }

  #converge(): void {
    this.#loop ??= this.#makeItSo()
      .catch((error) => {
        this.#options.fault('A change of the supervisor broke off.', error)
        this.#wanted = 'down'
        this.#enter('stop_failed', faultText(error))
      })
      .finally(() => {
        this.#loop = null
        // Something may have been asked for between the loop's last look and its end.
        if (this.#phase === 'down' && this.#wanted === 'up') this.#converge()
      })
  }

  async #makeItSo(): Promise<void> {
    for (;;) {
      const isUp = this.#phase === 'up'
      if (isUp && (this.#wanted === 'down' || this.#again)) {
        this.#again = false
        if (!(await this.#end())) return
      } else if (this.#phase === 'down' && this.#wanted === 'up') {
        this.#again = false
        if (!(await this.#begin())) return
      } else {
        return
      }
    }
  }

  async #begin(): Promise<boolean> {
    this.#enter('starting')
    const { now, changed, fault, prepare } = this.#options
    try {
      const workers = await prepare()
      this.#keepers = workers.map((worker) => new WorkerKeeper(worker, { now, changed, fault }))
    } catch (error) {
      fault('The supervisor could not start.', error)
      this.#wanted = 'down'
      this.#enter('down', `It could not start: ${faultText(error)}`)
      return false
    }
    // Whoever stops meanwhile, or a worker that hangs while it begins, must not hold the rest up.
    this.#startNow = new AbortController()
    const enough = AbortSignal.any([this.#startNow.signal, AbortSignal.timeout(startMs)])
    await settledOr(enough, Promise.all(this.#keepers.map((keeper) => keeper.start())))
    this.#enter('up')
    return true
  }

  async #end(): Promise<boolean> {
    const { now, outcomeOf, verify, changed } = this.#options
    this.#drainNow = new AbortController()
    const askedAt = now()
    const items = this.#keepers.flatMap((keeper) => keeper.active)
    const drainMs = items.length === 0 ? 0 : this.#options.drainMs()
    this.#drainUntil = askedAt + drainMs
    this.#enter('stopping')
    const ended = await endWorkers(this.#keepers, {
      drainMs,
      drainNow: this.#drainNow.signal,
      endMs: this.#options.endMs ?? 30_000,
      verify,
      changed,
    })
    this.#drainUntil = null
    this.#receipt = {
      askedAt,
      tookMs: now() - askedAt,
      items: items.slice(0, 200).map((item) => ({ ...item, outcome: outcomeOf(item.lane, item.id) })),
      active: items.length,
      endedProcesses: ended.ended.length,
      leftProcesses: [...ended.left],
      leftWorkers: [...ended.leftWorkers],
    }
    this.#options.stopped(this.#receipt)
    const left = leftSentence(ended)
    if (left !== null) {
      this.#wanted = 'down'
      this.#enter('stop_failed', left)
      return false
    }
    this.#keepers = []
    this.#enter('down')
    return true
  }

  get #state(): SupervisorState {
    if (this.#phase === 'down') return this.#wasStale ? 'stale' : 'stopped'
    return this.#phase === 'up' ? 'running' : this.#phase
  }

  #enter(phase: Phase, reason: string | null = null): void {
    this.#phase = phase
    this.#reason = reason
    if (phase !== 'down') this.#wasStale = false
    this.#since = this.#options.now()
    this.#options.changed()
  }
}

function troubleOf(workers: SupervisorStatus['workers']): string | null {
  const ill = workers.filter((worker) => worker.state === 'failed' || worker.state === 'backing_off')
  if (ill.length === 0) return null
  return ill
    .slice(0, 3)
    .map(({ name, state, lastError }) => {
      const then = state === 'failed' ? 'is not tried again by itself' : 'is being tried again'
      return `The worker ${name} failed and ${then}: ${lastError ?? 'no cause is known'}.`
    })
    .join(' ')
}

function leftSentence({
  left,
  leftWorkers,
}: {
  left: readonly number[]
  leftWorkers: readonly string[]
}): string | null {
  const parts = [
    ...(leftWorkers.length > 0 ? [`These workers did not end: ${leftWorkers.join(', ')}.`] : []),
    ...(left.length > 0 ? [`These processes refuse to end: ${left.join(', ')}.`] : []),
  ]
  return parts.length === 0 ? null : parts.join(' ')
}
