import type { StopReceipt, SupervisorState } from '#shared/supervisor'
import { Changes } from '../../core/ground/changes'
import type { ActiveItem, Worker, WorkerLife } from '../../core/ground/worker'
import { Supervisor } from '../../core/supervise/supervisor'
import type { SupervisorOptions } from '../../core/supervise/supervisor-options'

/** A worker whose beginning, work and end the test decides. */
export class ScriptedWorker implements Worker {
  readonly name: string
  readonly items: ActiveItem[] = []
  /** Lives given so far, the newest last. */
  readonly lives: WorkerLife[] = []
  readonly #script: (life: WorkerLife) => Promise<void>

  constructor(name: string, script: (life: WorkerLife) => Promise<void> = untilStopped) {
    this.name = name
    this.#script = script
  }

  run(life: WorkerLife): Promise<void> {
    this.lives.push(life)
    return this.#script(life)
  }

  active(): readonly ActiveItem[] {
    return this.items
  }
}

/** Begins at once and ends when told to. */
export async function untilStopped(life: WorkerLife): Promise<void> {
  life.ready()
  await aborted(life.stop)
}

/** Begins at once and never ends. */
export async function deaf(life: WorkerLife): Promise<void> {
  life.ready()
  await Promise.withResolvers<void>().promise
}

export function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  else signal.addEventListener('abort', () => resolve(), { once: true })
  return promise
}

export function activeItem(id: string): ActiveItem {
  return { lane: 'queue', id, title: id, since: 0 }
}

/** A supervisor of scripted workers, with everything it told. */
export class TestSupervisor {
  readonly supervisor: Supervisor
  readonly states: SupervisorState[] = []
  readonly receipts: StopReceipt[] = []
  readonly faults: string[] = []
  readonly #changes = new Changes()

  constructor(workers: readonly Worker[], options: Partial<SupervisorOptions> = {}) {
    this.supervisor = new Supervisor({
      initial: { state: 'stopped', reason: null },
      prepare: async () => workers,
      drainMs: () => 30_000,
      endedSince: () => [],
      verify: async () => ({ ended: [], left: [], reach: 'group' }),
      outcomeOf: () => 'finished',
      stopped: (receipt) => this.receipts.push(receipt),
      changed: () => this.changed(),
      fault: (sentence) => this.faults.push(sentence),
      now: Date.now,
      ...options,
    })
  }

  changed(): void {
    const { state } = this.supervisor.status
    if (this.states.at(-1) !== state) this.states.push(state)
    this.#changes.touch()
  }

  /** Waits until the supervisor is in a state; the test's time-out is the bound. */
  async until(state: SupervisorState): Promise<void> {
    const never = new AbortController().signal
    for (;;) {
      const seen = this.#changes.count
      if (this.supervisor.status.state === state) return
      await this.#changes.since(seen, never)
    }
  }
}
