import { bounds } from '#shared/limits'
import type { StopReceipt, SupervisorState, SupervisorStatus } from '#shared/supervisor'
import { supervisorOffers } from '#shared/supervisor'
import { faultText } from '../ground/fault-code'
import { Refused } from '../ground/refused'
import { settledOr } from '../ground/settled-or'
import type { Worker } from '../ground/worker'
import { endWorkers } from './end-workers'
import type { SupervisorBounds, SupervisorOptions } from './supervisor-options'
import { leftSentence, troubleOf } from './trouble-of'
import { unlessAborted } from './unless-aborted'
import { WorkerSet } from './worker-set'

const shippedBounds: SupervisorBounds = { startMs: 60_000, endMs: 30_000, leaveMs: 5_000, verifyMs: 20_000 }

type Phase = 'down' | 'starting' | 'up' | 'stopping' | 'stop_failed'

/**
 * Starts, stops and restarts the workers of a home. Asking is idempotent and safe at any moment, from anywhere: it says what
 * is wanted, and one loop makes it so. `stopped → starting → running → stopping → stopped`; `degraded` while a worker
 * fails; a stop that leaves something running ends in `stop_failed`, until another stop finds nothing left. Every
 * wait has a bound.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #bounds: SupervisorBounds
  #phase: Phase
  #wanted: 'up' | 'down' = 'down'
  #again = false
  #closed = false
  #since: number
  #reason: string | null
  #wasStale: boolean
  readonly #workers: WorkerSet
  #drainUntil: number | null = null
  #drainNow = new AbortController()
  #startNow = new AbortController()
  #receipt: StopReceipt | null = null
  /** Why nothing may run here, whoever asks. */
  #forbidden: string | null = null
  #loop: Promise<void> | null = null

  constructor(options: SupervisorOptions) {
    const { initial, bounds, now } = options
    this.#options = options
    this.#bounds = { ...shippedBounds, ...bounds }
    const { changed, fault, drainMs } = options
    this.#workers = new WorkerSet({ now, changed, fault, drainMs, bounds: this.#bounds })
    this.#phase = initial.state === 'stop_failed' ? 'stop_failed' : 'down'
    this.#since = now()
    this.#reason = initial.reason
    this.#wasStale = initial.state === 'stale'
  }

  get status(): SupervisorStatus {
    const workers = this.#workers.keepers.map((keeper) => keeper.health)
    const active = this.#workers.keepers.flatMap((keeper) => keeper.active)
    const trouble = this.#phase === 'up' ? troubleOf(workers) : null
    return {
      state: trouble === null ? this.#state : 'degraded',
      since: this.#since,
      reason: trouble ?? this.#forbidden ?? this.#reason,
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
    return this.#workers.keepers.reduce((sum, keeper) => sum + keeper.active.length, 0)
  }

  start(): void {
    this.#assertCanStart()
    // Takes back the hurry of a stop too, but not from the one under way.
    if (this.#drainNow.signal.aborted) this.#drainNow = new AbortController()
    this.#wanted = 'up'
    this.#converge()
  }

  stop(): void {
    this.#wanted = 'down'
    this.#again = false
    this.#startNow.abort()
    // Another look at what the last stop left.
    if (this.#phase === 'stop_failed') this.#phase = 'up'
    this.#converge()
  }

  /** Stop, then start, with the settings as they are now. Of a supervisor that is down or on its way up, a start. */
  restart(): void {
    this.#assertCanStart()
    this.#again ||= this.#phase === 'up'
    this.start()
  }

  /** Ends a drain at once: active items are stopped now. */
  stopNow(): void {
    this.stop()
    this.#drainNow.abort()
    // What is active is not waited for any more.
    if (this.#drainUntil === null) return
    this.#drainUntil = Math.min(this.#drainUntil, this.#options.now())
    this.#options.changed()
  }

  /** Says why nothing may run here any more, which ends what does at once; null: it may again. */
  forbid(why: string | null): void {
    if (why !== null && this.#forbidden === null) this.stopNow()
    this.#forbidden = why
    this.#options.changed()
  }

  get forbidden(): string | null {
    return this.#forbidden
  }

  /** Tries workers that failed again. */
  retryWorkers(): void {
    for (const keeper of this.#workers.keepers) keeper.retry()
  }

  /**
   * Says which workers there are to be from now on, until the next start asks anew. While it is up, others are started and
   * those left out are drained and ended; while it is down or stops, nothing happens.
   */
  want(workers: readonly Worker[]): void {
    this.#workers.want(workers)
  }

  /** Resolves when what was asked for so far is so, or was found impossible. */
  async settled(): Promise<void> {
    while (this.#loop !== null) await this.#loop
  }

  /** Stops for good: nothing starts any more, whoever asks. */
  async close(): Promise<void> {
    this.#closed = true
    this.stop()
    await this.settled()
  }

  #assertCanStart(): void {
    if (this.#closed) throw new Refused('not_offered', 'This process is ending.', 'Start Lanekeeper again.')
    if (this.#forbidden !== null)
      throw new Refused('owned_by_another', this.#forbidden, 'Put that right first, or end this process.')
    const offer = supervisorOffers(this.#state).start
    if (this.#phase === 'stop_failed' && !offer.possible) throw new Refused('not_offered', offer.why)
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
        if (this.#due !== null) this.#converge()
      })
  }

  get #due(): 'end' | 'begin' | null {
    if (this.#phase === 'up') return this.#wanted === 'down' || this.#again ? 'end' : null
    return this.#phase === 'down' && this.#wanted === 'up' ? 'begin' : null
  }

  async #makeItSo(): Promise<void> {
    for (let due = this.#due; due !== null; due = this.#due) {
      this.#again = false
      const went = due === 'end' ? await this.#end() : await this.#begin()
      if (!went) return
    }
  }

  async #begin(): Promise<boolean> {
    this.#startNow = new AbortController()
    this.#enter('starting')
    const { fault, prepare } = this.#options
    this.#workers.gather()
    let begun: Promise<unknown>
    try {
      const { signal } = this.#startNow
      const workers = await unlessAborted(signal, prepare(signal), this.#bounds.verifyMs)
      if (workers === null) {
        this.#workers.close()
        this.#enter('down')
        return true
      }
      begun = this.#workers.begin(workers)
    } catch (error) {
      this.#workers.close()
      fault('The supervisor could not start.', error)
      this.#wanted = 'down'
      this.#enter('down', `It could not start: ${faultText(error)}`)
      return false
    }
    await this.#begun(begun)
    // Not shown when it is to end at once.
    if (this.#wanted === 'up') this.#enter('up')
    else this.#phase = 'up'
    return true
  }

  /** Whoever stops meanwhile, or a worker that hangs while it begins, must not hold the rest up. */
  async #begun(all: Promise<unknown>): Promise<void> {
    const late = AbortSignal.timeout(this.#bounds.startMs)
    let begun = false
    const work = all.then(() => {
      begun = true
    })
    do {
      // A stop that was taken back leaves its signal behind.
      if (this.#startNow.signal.aborted) this.#startNow = new AbortController()
      await settledOr(AbortSignal.any([this.#startNow.signal, late]), work)
    } while (!begun && !late.aborted && this.#wanted === 'up')
  }

  async #end(): Promise<boolean> {
    const { now, outcomeOf, verify, changed, fault } = this.#options
    const askedAt = now()
    this.#workers.close()
    const items = this.#workers.keepers.flatMap((keeper) => keeper.active)
    const drainMs = items.length === 0 || this.#drainNow.signal.aborted ? 0 : this.#options.drainMs()
    this.#drainUntil = askedAt + drainMs
    this.#enter('stopping')
    const ended = await endWorkers(this.#workers.keepers, {
      drainMs,
      drainNow: this.#drainNow.signal,
      bounds: this.#bounds,
      verify,
      changed,
    })
    this.#drainUntil = null
    if (ended.unverified !== null) fault('It could not be verified that every process is gone.', ended.unverified)
    const gone = [...this.#options.endedSince(askedAt), ...ended.ended]
    this.#receipt = {
      askedAt,
      tookMs: now() - askedAt,
      items: items.slice(0, 200).map((item) => ({ ...item, outcome: outcomeOf(item.lane, item.id) })),
      active: items.length,
      endedProcesses: gone.length,
      ended: gone.slice(0, bounds.endedProcesses),
      reach: ended.reach,
      leftProcesses: [...ended.left],
      left: [...(ended.named ?? [])],
      leftWorkers: [...ended.leftWorkers],
    }
    this.#options.stopped(this.#receipt)
    const left = leftSentence(ended)
    if (left !== null) {
      this.#wanted = 'down'
      this.#enter('stop_failed', left)
      return false
    }
    this.#workers.clear()
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
