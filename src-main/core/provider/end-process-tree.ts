import { setTimeout as delay } from 'node:timers/promises'
import { belonging, type ProcessName, type SeenProcess } from './belonging'
import type { ControlGroup } from './control-group'
import type { ProcessEntry } from './process-table'
import { outputOf } from './spawn'
import {
  Named,
  type ProcessPort,
  patienceOf,
  type SweepOptions,
  type Swept,
  signalTo,
  sweep,
  systemProcesses,
} from './sweep'

export interface TreeEnding extends SweepOptions {
  readonly id: string
  readonly root: ProcessName
  /** Settles when the root process has ended. */
  readonly exited: Promise<unknown>
  /** The signal this program cleans up after; sent twice, because an early one may be swallowed. */
  readonly firstSignal: NodeJS.Signals
  readonly graceMs: number
  readonly group?: ControlGroup | null
  /** Descendants seen while it ran. */
  readonly seen?: () => readonly SeenProcess[]
}

/**
 * Ends a running attempt and everything it started: the first signal to its group, the same again after the
 * grace, SIGKILL after half of it more, then the sweep. Takes at most 1.5 graces and two bounds.
 */
export async function endProcessTree(ending: TreeEnding): Promise<Swept> {
  const { id, root, graceMs, group = null, processes = systemProcesses, boundMs = patienceOf(processes) } = ending
  const exited = ending.exited.then(() => true)
  const table = await processes.table(root.startedAt)
  // Later its children may have moved to other parents and cleared their environment.
  const before = ending.seen?.() ?? []
  const seen = [...before, ...belonging(table, { id, root, seen: before })]
  const named = new Named(ending)
  for (const { pid } of [...seen.slice(before.length), ...(await ownMembers(group, table))]) await named.add(pid, id)
  const within = async (ms: number) => {
    const waiting = new AbortController()
    const timer = delay(ms, false, { signal: waiting.signal }).catch(() => false)
    const gone = await Promise.race([exited, timer])
    waiting.abort()
    return gone
  }
  await signalGroup(processes, root, ending.firstSignal)
  let polite = await within(graceMs)
  if (!polite) {
    await signalGroup(processes, root, ending.firstSignal)
    polite = await within(graceMs / 2)
    if (!polite) {
      await signalGroup(processes, root, 'SIGKILL')
      await within(boundMs)
    }
  }
  const { ended, left } = await sweep([{ id, root, seen, group }], { ...ending, processes, boundMs })
  const swept = ended.map(({ pid }) => pid)
  const others = named.ended(polite ? ending.firstSignal : 'SIGKILL', [...left, ...swept])
  return { ended: [...others, ...ended], left }
}

/** Those in the group that the table shows as well, and so can be told from others of the same pid. */
async function ownMembers(group: ControlGroup | null, table: readonly ProcessEntry[]): Promise<ProcessEntry[]> {
  if (group === null) return []
  const members = new Set(await group.members())
  return table.filter(({ pid }) => members.has(pid))
}

async function signalGroup(processes: ProcessPort, root: ProcessName, signal: NodeJS.Signals): Promise<void> {
  // Its pid, and with it the number of its group, may have been given away since.
  if (root.startedAt !== '' && (await processes.startTime(root.pid)) !== root.startedAt) return
  if (process.platform === 'win32') {
    // There are no signals that a console program could clean up after; the whole tree is ended at once.
    await outputOf('taskkill', ['/pid', String(root.pid), '/T', '/F'])
    return
  }
  if (!signalTo(processes, -root.pid, signal)) signalTo(processes, root.pid, signal)
}
