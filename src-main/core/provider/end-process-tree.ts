import { setTimeout as delay } from 'node:timers/promises'
import { belonging, type ProcessName } from './belonging'
import { outputOf } from './spawn'
import { type ProcessPort, type Swept, signalTo, sweep, systemProcesses } from './sweep'

export interface TreeEnding {
  readonly id: string
  readonly root: ProcessName
  /** Settles when the root process has ended. */
  readonly exited: Promise<unknown>
  /** The signal this program cleans up after; sent twice, because an early one may be swallowed. */
  readonly firstSignal: NodeJS.Signals
  readonly graceMs: number
  readonly processes?: ProcessPort
  readonly boundMs?: number
}

/**
 * Ends a running attempt and everything it started: the first signal to its group, the same again after the
 * grace, SIGKILL after half of it more, then the sweep. Takes at most 1.5 graces and two bounds.
 */
export async function endProcessTree(ending: TreeEnding): Promise<Swept> {
  const { id, root, graceMs, processes = systemProcesses, boundMs = 5000 } = ending
  const exited = ending.exited.then(() => true)
  // Later its children may have moved to other parents and cleared their environment.
  const seen = belonging(await processes.table(root.startedAt), { id, root })
  const within = async (ms: number) => {
    const waiting = new AbortController()
    const timer = delay(ms, false, { signal: waiting.signal }).catch(() => false)
    const gone = await Promise.race([exited, timer])
    waiting.abort()
    return gone
  }
  await signalGroup(processes, root.pid, ending.firstSignal)
  if (!(await within(graceMs))) {
    await signalGroup(processes, root.pid, ending.firstSignal)
    if (!(await within(graceMs / 2))) {
      await signalGroup(processes, root.pid, 'SIGKILL')
      await within(boundMs)
    }
  }
  return sweep([{ id, root, seen }], { processes, boundMs })
}

async function signalGroup(processes: ProcessPort, pid: number, signal: NodeJS.Signals): Promise<void> {
  if (process.platform === 'win32') {
    // There are no signals that a console program could clean up after; the whole tree is ended at once.
    await outputOf('taskkill', ['/pid', String(pid), '/T', '/F'])
    return
  }
  if (!signalTo(processes, -pid, signal)) signalTo(processes, pid, signal)
}
