import type { WorkerHealth, WorkerState } from '#shared/supervisor'
import { faultText } from '../ground/fault-code'
import type { ActiveItem, Worker } from '../ground/worker'
import { restartPolicy } from './restart-policy'

export interface StopSignals {
  readonly drained: AbortSignal
  readonly leave: AbortSignal
}

export interface KeeperOptions {
  readonly now: () => number
  readonly changed: () => void
  readonly fault: (sentence: string, error: unknown) => void
}

/**
 * Keeps one worker running: starts it, starts it again with growing waits when it fails, gives up after repeated failures
 * until somebody asks for another try, and ends it. One run at a time.
 */
export class WorkerKeeper {
  readonly #worker: Worker
  readonly #options: KeeperOptions
  #state: WorkerState = 'stopped'
  #lastBeatAt: number | null = null
  #lastError: string | null = null
  #failedAt: number[] = []
  #restarts = 0
  #nextTryAt: number | null = null
  #wait: NodeJS.Timeout | null = null
  #isRunning = false
  #stop = new AbortController()
  #drained = new AbortController()
  #leave = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #settled = Promise.withResolvers<void>()

  constructor(worker: Worker, options: KeeperOptions) {
    this.#worker = worker
    this.#options = options
  }

  get health(): WorkerHealth {
    return {
      name: this.#worker.name,
      state: this.#state,
      lastBeatAt: this.#lastBeatAt,
      lastError: this.#lastError,
      restarts: this.#restarts,
      nextTryAt: this.#nextTryAt,
    }
  }

  get active(): readonly ActiveItem[] {
    return this.#worker.active?.() ?? []
  }

  /** Starts the worker. Resolves once it works, or has failed for the first time. */
  start(): Promise<void> {
    this.#run()
    return this.#settled.promise
  }

  /** Tries a worker that failed or backs off again now, with a clean record. */
  retry(): void {
    if (this.#stop.signal.aborted || this.#isRunning) return
    if (this.#state !== 'failed' && this.#state !== 'backing_off') return
    if (this.#wait !== null) clearTimeout(this.#wait)
    this.#failedAt = []
    this.#run()
  }

  /** Tells the worker to stop and resolves when its run has ended. The caller bounds the wait. */
  async end(signals: StopSignals): Promise<void> {
    if (this.#wait !== null) clearTimeout(this.#wait)
    this.#nextTryAt = null
    follow(signals.drained, this.#drained)
    follow(signals.leave, this.#leave)
    this.#stop.abort()
    if (this.#isRunning) this.#enter('stopping')
    await this.#running
    this.#enter('stopped')
  }

  #run(): void {
    this.#wait = null
    this.#nextTryAt = null
    this.#isRunning = true
    this.#enter('starting')
    this.#running = this.#oneRun()
  }

  async #oneRun(): Promise<void> {
    const beat = (): void => {
      this.#lastBeatAt = this.#options.now()
    }
    try {
      await this.#worker.run({
        stop: this.#stop.signal,
        drained: this.#drained.signal,
        leave: this.#leave.signal,
        beat,
        ready: () => {
          beat()
          this.#settled.resolve()
          if (!this.#stop.signal.aborted) this.#enter('running')
        },
        failing: (error) => {
          this.#settled.resolve()
          if (this.#lastError !== faultText(error)) {
            this.#options.fault(`The worker ${this.#worker.name} is failing.`, error)
          }
          this.#lastError = faultText(error)
          if (!this.#stop.signal.aborted) this.#enter('backing_off')
        },
      })
      this.#isRunning = false
      if (this.#stop.signal.aborted) return
      throw new Error('it ended by itself')
    } catch (error) {
      this.#isRunning = false
      this.#failed(error)
    } finally {
      this.#settled.resolve()
    }
  }

  #failed(error: unknown): void {
    const now = this.#options.now()
    this.#lastError = faultText(error)
    this.#options.fault(`The worker ${this.#worker.name} failed.`, error)
    if (this.#stop.signal.aborted) return
    this.#failedAt = [...this.#failedAt.slice(-20), now]
    const next = restartPolicy(this.#failedAt, now)
    if (next.kind === 'give_up') {
      this.#enter('failed')
      return
    }
    this.#nextTryAt = now + next.afterMs
    this.#restarts++
    this.#wait = setTimeout(() => this.#run(), next.afterMs)
    this.#enter('backing_off')
  }

  #enter(state: WorkerState): void {
    this.#state = state
    this.#options.changed()
  }
}

function follow(signal: AbortSignal, controller: AbortController): void {
  if (signal.aborted) controller.abort(signal.reason)
  else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true })
}
