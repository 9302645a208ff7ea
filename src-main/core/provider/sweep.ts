import { setTimeout as delay } from 'node:timers/promises'
import { bounds } from '#shared/limits'
import { maskedArgv } from '../ground/mask-secrets'
import { type Attempt, belonging, type ProcessName } from './belonging'
import type { ControlGroups } from './control-groups'
import { endGroup } from './end-group'
import { type ProcessEntry, processCommand, processStartTime, processTable } from './process-table'

/** The doors to the system's processes, so that tests can put an unkillable one behind them. */
export interface ProcessPort {
  /** Sends a signal to a process, or with a negative pid to a group. Throws as `process.kill` does. */
  kill(pid: number, signal: NodeJS.Signals): void
  /** See `processTable`. */
  table(since?: string | null): Promise<readonly ProcessEntry[]>
  startTime(pid: number): Promise<string | null>
  /** The words of its command, as far as they can be seen. */
  command?(pid: number): Promise<readonly string[]>
  /** Where attempts get control groups of their own. */
  readonly groups?: ControlGroups
  /** How long a sweep goes on while something refuses to die, in ms; 5 s. */
  readonly patienceMs?: number
}

const usualPatienceMs = 5000

export const patienceOf = ({ patienceMs = usualPatienceMs }: ProcessPort): number => patienceMs

export const systemProcesses: ProcessPort = {
  kill: (pid, signal) => {
    process.kill(pid, signal)
  },
  table: processTable,
  startTime: processStartTime,
  command: processCommand,
}

/** The same doors, where attempts get control groups. */
export function withGroups(processes: ProcessPort, groups: ControlGroups): ProcessPort {
  return {
    kill: (pid, signal) => processes.kill(pid, signal),
    table: (since) => processes.table(since),
    startTime: (pid) => processes.startTime(pid),
    command: async (pid) => (await processes.command?.(pid)) ?? processCommand(pid),
    groups,
    patienceMs: patienceOf(processes),
  }
}

/** A process of an attempt that was ended, and by which signal. */
export interface Ended {
  readonly pid: number
  /** As the system showed it, secrets masked and cut; empty where it could not be seen. */
  readonly command: string
  readonly signal: NodeJS.Signals
  readonly attempt: string
}

export interface Swept {
  /** Processes that were found and are gone now. */
  readonly ended: readonly Ended[]
  /** Processes that were found and refused to die within the bound. */
  readonly left: readonly number[]
}

export interface SweepOptions {
  readonly processes?: ProcessPort
  /** How long to go on while processes are left or new ones appear. */
  readonly boundMs?: number
  /** Makes the words of a command fit to be shown. */
  readonly shown?: (words: readonly string[]) => readonly string[]
}

/**
 * Ends by SIGKILL whatever belongs to these attempts, wherever it moved: first whole control groups, then background
 * children, other sessions, children of children. Looks again until nothing is found, so that what is born meanwhile is
 * found too.
 */
export async function sweep(attempts: readonly Attempt[], options: SweepOptions = {}): Promise<Swept> {
  const { processes = systemProcesses, boundMs = patienceOf(processes) } = options
  if (attempts.length === 0) return { ended: [], left: [] }
  const named = new Named(options)
  // Nothing that belongs to a run is older than its root.
  const since = attempts.length === 1 ? (attempts[0]?.root?.startedAt ?? null) : null
  const until = performance.now() + boundMs
  for (const { id, group } of attempts) if (group) await endGroup(group, boundMs, (pid) => named.add(pid, id))
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 200)) {
    const table = await processes.table(since)
    const victims = attempts.flatMap((attempt) => belonging(table, attempt).map((entry) => ({ entry, id: attempt.id })))
    const members = await stillIn(attempts)
    const left = [...new Set([...victims.map(({ entry }) => entry.pid), ...members])]
    if (left.length === 0 || performance.now() >= until) return { ended: named.ended('SIGKILL', left), left }
    for (const { entry, id } of victims) {
      await named.add(entry.pid, id)
      await killExactly(processes, entry, 'SIGKILL')
    }
    await delay(pauseMs)
  }
}

/** Members of groups that did not become empty; groups that did are removed. */
async function stillIn(attempts: readonly Attempt[]): Promise<number[]> {
  const members: number[] = []
  for (const { group } of attempts) {
    if (!group) continue
    if (await group.populated()) members.push(...(await group.members()))
    // One that cannot be removed is empty all the same, and the next start tries again.
    else await group.remove().catch(() => false)
  }
  return members
}

/** The command of a process as the system shows it now, fit to be shown; empty where it cannot be seen. */
export async function commandOf(pid: number, options: SweepOptions): Promise<string> {
  const { processes = systemProcesses, shown = (words) => maskedArgv(words, {}) } = options
  const words = (await processes.command?.(pid)) ?? []
  return shown(words).join(' ').replace(/\s+/g, ' ').trim().slice(0, bounds.command)
}

/** Processes by pid, with what they were called while that could be seen. */
export class Named {
  readonly #options: SweepOptions
  readonly #found = new Map<number, Omit<Ended, 'signal'>>()

  constructor(options: SweepOptions) {
    this.#options = options
  }

  /** The first look at a process counts. Of many only those are named that a receipt has room for: to ask takes time. */
  async add(pid: number, attempt: string): Promise<void> {
    if (this.#found.has(pid)) return
    const isNamed = this.#found.size < bounds.endedProcesses
    const command = isNamed ? await commandOf(pid, this.#options) : ''
    this.#found.set(pid, { pid, command, attempt })
  }

  /** All of them but those that are left. */
  ended(signal: NodeJS.Signals, left: readonly number[]): Ended[] {
    return [...this.#found.values()].filter(({ pid }) => !left.includes(pid)).map((each) => ({ ...each, signal }))
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

/** Sends a signal to this very process, whose pid may have been given away since it was looked at. */
export async function killExactly(
  processes: ProcessPort,
  victim: ProcessName,
  signal: NodeJS.Signals,
): Promise<boolean> {
  if ((await processes.startTime(victim.pid)) !== victim.startedAt) return false
  return signalTo(processes, victim.pid, signal)
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
