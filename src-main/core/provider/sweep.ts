import { setTimeout as delay } from 'node:timers/promises'
import { type Attempt, belonging } from './belonging'
import { type ProcessEntry, processStartTime, processTable } from './process-table'

/** The doors to the system's processes, so that tests can put an unkillable one behind them. */
export interface ProcessPort {
  /** Sends a signal to a process, or with a negative pid to a group. Throws as `process.kill` does. */
  kill(pid: number, signal: NodeJS.Signals): void
  /** See `processTable`. */
  table(since?: string | null): Promise<readonly ProcessEntry[]>
  startTime(pid: number): Promise<string | null>
}

export const systemProcesses: ProcessPort = {
  kill: (pid, signal) => {
    process.kill(pid, signal)
  },
  table: processTable,
  startTime: processStartTime,
}

export interface Swept {
  /** Processes that were found and are gone now. */
  readonly ended: readonly number[]
  /** Processes that were found and refused to die within the bound. */
  readonly left: readonly number[]
}

export interface SweepOptions {
  readonly processes?: ProcessPort
  /** How long to go on while processes are left or new ones appear. */
  readonly boundMs?: number
}

/**
 * Ends by SIGKILL whatever belongs to these attempts, wherever it moved: background children, other sessions,
 * children of children. Looks again until nothing is found, so that what is born meanwhile is found too.
 */
export async function sweep(attempts: readonly Attempt[], options: SweepOptions = {}): Promise<Swept> {
  const { processes = systemProcesses, boundMs = 5000 } = options
  if (attempts.length === 0) return { ended: [], left: [] }
  const found = new Set<number>()
  // Nothing that belongs to a run is older than its root.
  const since = attempts.length === 1 ? (attempts[0]?.root?.startedAt ?? null) : null
  const until = performance.now() + boundMs
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 200)) {
    const table = await processes.table(since)
    const victims = attempts.flatMap((attempt) => belonging(table, attempt))
    const left = [...new Set(victims.map((each) => each.pid))]
    if (left.length === 0 || performance.now() >= until) {
      return { ended: [...found].filter((pid) => !left.includes(pid)), left }
    }
    for (const victim of victims) {
      found.add(victim.pid)
      await killExactly(processes, victim)
    }
    await delay(pauseMs)
  }
}

/** Ends what carries the marker of these invocations, and what `root` names where it is known. */
export function sweepMarkers(ids: readonly string[], options: SweepOptions = {}): Promise<Swept> {
  return sweep(
    ids.map((id) => ({ id, root: null })),
    options,
  )
}

/** Every process that carries a marker of any attempt, of this home or another. */
export async function markedProcesses(processes: ProcessPort = systemProcesses): Promise<ProcessEntry[]> {
  return (await processes.table()).filter((each) => each.attempt !== null)
}

async function killExactly(processes: ProcessPort, victim: ProcessEntry): Promise<void> {
  // Its pid may have been given away since the table was read.
  if ((await processes.startTime(victim.pid)) !== victim.startedAt) return
  signalTo(processes, victim.pid, 'SIGKILL')
}

/** False when there is no such process, or it is not ours to signal. */
export function signalTo(processes: ProcessPort, pid: number, signal: NodeJS.Signals): boolean {
  try {
    processes.kill(pid, signal)
    return true
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ESRCH' || cause.code === 'EPERM')) return false
    throw cause
  }
}
