import type { EndedProcess, StopReceipt } from '#shared/supervisor'
import type { Worker } from '../ground/worker'
import type { EndBounds, Verified } from './end-workers'

export interface SupervisorOptions {
  /** What came before this process: `stale` when the last owner died, `stop_failed` when it left something running. */
  readonly initial: { readonly state: 'stopped' | 'stale' | 'stop_failed'; readonly reason: string | null }
  /**
   * Runs before any worker of a start; a rejection makes the start fail with its message. `signal` aborts when the start is
   * not wanted any more; what it resolves with then is not used.
   */
  readonly prepare: (signal: AbortSignal) => Promise<readonly Worker[]>
  readonly drainMs: () => number
  /** Processes of runs that had to be ended since then, oldest first. */
  readonly endedSince: (at: number) => readonly EndedProcess[]
  /** Ends and names whatever processes of attempts there still are. */
  readonly verify: () => Promise<Verified>
  /** How an item that was active when the stop began has left `active`. */
  readonly outcomeOf: (lane: string, id: string) => StopReceipt['items'][number]['outcome']
  readonly stopped: (receipt: StopReceipt) => void
  readonly changed: () => void
  readonly fault: (sentence: string, error: unknown) => void
  readonly now: () => number
  readonly bounds?: Partial<SupervisorBounds>
}

export interface SupervisorBounds extends EndBounds {
  /** How long workers may take to begin before the supervisor counts as running without them. */
  readonly startMs: number
}
