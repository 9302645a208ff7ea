import type { Worker } from '../ground/worker'
import { type EndBounds, endWorkers, type Verified } from './end-workers'
import { type KeeperOptions, WorkerKeeper } from './worker-keeper'

export interface WorkerSetOptions extends KeeperOptions {
  readonly bounds: EndBounds
  /** How long the active items of a worker that is no longer wanted may go on by themselves. */
  readonly drainMs: () => number
}

const nothing: Verified = { ended: [], left: [], reach: 'descent' }
const never = new AbortController().signal

/**
 * The workers of a supervisor, each under a name of its own, and which of them are wanted now. It is closed while the
 * supervisor is down or stops: whoever stops it then has every worker there is, also one that is just ending, and none is
 * added any more.
 */
export class WorkerSet {
  readonly #options: WorkerSetOptions
  readonly #keepers = new Map<string, WorkerKeeper>()
  readonly #ending = new Set<WorkerKeeper>()
  #state: 'closed' | 'gathering' | 'open' = 'closed'
  /** While gathering, what was wanted meanwhile, which is newer than what `begin` is called with; null when nothing was. */
  #wanted: readonly Worker[] | null = null

  constructor(options: WorkerSetOptions) {
    this.#options = options
  }

  get keepers(): readonly WorkerKeeper[] {
    return [...this.#keepers.values()]
  }

  /** From now on it is listened to what is wanted, until `begin`. */
  gather(): void {
    this.#state = 'gathering'
    this.#wanted = null
  }

  /** Starts the workers. Resolves once each works, or has failed for the first time. */
  begin(workers: readonly Worker[]): Promise<unknown> {
    this.#wanted = distinct(this.#wanted ?? workers)
    this.#state = 'open'
    return Promise.all(this.#wanted.map((worker) => this.#add(worker)))
  }

  /** Says which workers there are to be: others are started, those left out are drained and ended, the rest go on. */
  want(workers: readonly Worker[]): void {
    if (this.#state === 'closed') return
    this.#wanted = distinct(workers)
    if (this.#state === 'open') this.#adjust()
  }

  close(): void {
    this.#state = 'closed'
  }

  /** Lets go of workers that have ended. */
  clear(): void {
    this.#keepers.clear()
  }

  #adjust(): void {
    const wanted = new Map((this.#wanted ?? []).map((worker) => [worker.name, worker]))
    for (const [name, keeper] of this.#keepers) {
      if (!wanted.has(name) && !this.#ending.has(keeper)) void this.#end(name, keeper)
    }
    // One that is wanted again while it ends is started anew after that.
    for (const [name, worker] of wanted) if (!this.#keepers.has(name)) void this.#add(worker)
  }

  #add(worker: Worker): Promise<void> {
    const { now, changed, fault } = this.#options
    const keeper = new WorkerKeeper(worker, { now, changed, fault })
    this.#keepers.set(worker.name, keeper)
    return keeper.start()
  }

  /** Never rejects. One that does not end is kept, for the stop of all to prove. */
  async #end(name: string, keeper: WorkerKeeper): Promise<void> {
    const { bounds, drainMs, changed, fault } = this.#options
    this.#ending.add(keeper)
    const { leftWorkers } = await endWorkers([keeper], {
      drainMs: keeper.active.length === 0 ? 0 : drainMs(),
      drainNow: never,
      bounds,
      verify: async () => nothing,
      changed,
    })
    if (leftWorkers.length > 0) {
      fault(`The worker ${name} was told to end and has not.`, null)
      await keeper.end({ drained: AbortSignal.abort(), leave: AbortSignal.abort() })
    }
    this.#ending.delete(keeper)
    if (this.#keepers.get(name) !== keeper || this.#state !== 'open') return
    this.#keepers.delete(name)
    changed()
    this.#adjust()
  }
}

function distinct(workers: readonly Worker[]): readonly Worker[] {
  const names = new Set<string>()
  for (const { name } of workers) {
    if (names.has(name)) throw new Error(`Two workers are called ${name}.`)
    names.add(name)
  }
  return workers
}
