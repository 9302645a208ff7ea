import { setTimeout as delay } from 'node:timers/promises'
import { Canceled } from '../ground/canceled'
import { Tail } from './byte-ends'
import type { CappedLog } from './capped-log'
import type { OutputReader } from './command-plan'
import type { ControlGroup } from './control-group'
import { DescentWatch } from './descent-watch'
import { endProcessTree } from './end-process-tree'
import type { Ending } from './outcome'
import { prefixError } from './parent-death'
import { processStartTime } from './process-table'
import { pump } from './pump'
import { type Exit, type Spawned, type SpawnRequest, spawn } from './spawn'
import { type ProcessPort, type Swept, sweep } from './sweep'

export interface ProcessRun {
  readonly id: string
  readonly spawn: SpawnRequest
  readonly reader: OutputReader
  readonly stdout: CappedLog
  readonly stderr: CappedLog
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly firstSignal: 'SIGINT' | 'SIGTERM'
  readonly graceMs: number
  /** How long it may stay once its turn is over. */
  readonly leaveMs: number
  readonly drainMs: number
  readonly sweepMs: number
  readonly processes: ProcessPort
  /** The control group it starts in, or null. */
  readonly group: ControlGroup | null
  /** Makes the words of a command fit to be shown. */
  readonly shown: (words: readonly string[]) => readonly string[]
  /** Awaited before the run is judged, not before it is watched. */
  onStarted(pid: number, startedAt: string | null): Promise<void>
  onOutput(): void
}

const longestTail = 16 * 1024
const longestTimerMs = 2 ** 31 - 1

/**
 * Runs one process to its end and leaves nothing of it behind: the first of exit, time-out, abort, a reader that has read
 * enough and a turn that has long been over decides, then its tree is swept. Every wait has a bound, so this settles whatever the process does.
 */
export async function runProcess(run: ProcessRun): Promise<{ ending: Ending; swept: Swept }> {
  const spawned = spawn(run.spawn)
  using stop = stopReason(run)
  const tail = new Tail(longestTail)
  const pumps = Promise.all([
    pump(spawned.stdout, run.stdout, (chunk) => {
      run.reader.push(chunk)
      run.onOutput()
      if (run.reader.isEnough?.() === true) stop.now({ kind: 'enough' })
      stop.isOver(run.reader.isOver?.() === true)
    }),
    pump(spawned.stderr, run.stderr, (chunk) => {
      tail.push(chunk)
      run.reader.pushError?.(chunk)
      run.onOutput()
    }),
  ])
  // Watched at once, looked at only after the process is gone.
  pumps.catch(() => {})
  let exit: Exit = { exitCode: null, signal: null, error: null }
  void spawned.exited.then((value) => {
    exit = value
  })
  const { pid } = spawned
  let swept: Swept = { ended: [], left: [] }
  if (pid === null) {
    await spawned.exited
    await run.group?.remove()
  } else {
    let root = { pid, startedAt: '' }
    let watch: DescentWatch | null = null
    try {
      const startedAt = await processStartTime(pid)
      root = { pid, startedAt: startedAt ?? '' }
      // Whoever is born in a group stays in it, and need not be looked for.
      if (run.group === null && startedAt !== null) watch = new DescentWatch(run.id, root, run.processes)
      await run.onStarted(pid, startedAt)
      // A reader that throws is a bug; the process ends with it.
      await Promise.race([spawned.exited, stop.asked, pumps.then(() => spawned.exited)])
    } finally {
      await watch?.[Symbol.asyncDispose]()
      const { processes, shown, group } = run
      const bounds = { processes, shown, boundMs: run.sweepMs }
      const seen = () => watch?.seen ?? []
      if (exit.exitCode === null && exit.signal === null && exit.error === null) {
        swept = await endProcessTree({ ...run, ...bounds, root, seen, exited: spawned.exited })
      } else {
        stop.tooLate()
        // What was written last is still in the pipes; whoever else holds them open is not waited for long.
        await within(run.drainMs, pumps)
        swept = await sweep([{ id: run.id, root, group, seen: seen() }], bounds)
      }
    }
  }
  await closePipes(spawned, pumps, run.drainMs)
  const { exitCode, signal } = exit
  const stderrTail = tail.text()
  const spawnError = exit.error ?? prefixError(run.spawn, exitCode, stderrTail)
  return { swept, ending: { spawnError, endedBy: stop.reason(), exitCode, signal, stderrTail } }
}

async function closePipes(spawned: Spawned, pumps: Promise<unknown>, drainMs: number): Promise<void> {
  await within(drainMs, pumps)
  spawned.stdout.destroy()
  spawned.stderr.destroy()
  await pumps
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController()
  await Promise.race([work, delay(ms, undefined, { signal: over.signal }).catch(() => {})]).finally(() => over.abort())
}

/** Why the run is to be stopped, if it is: the first reason wins, and none counts once the process has ended. */
function stopReason({ signal, timeoutMs, leaveMs }: ProcessRun) {
  let reason: Ending['endedBy'] = null
  let ended = false
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  const stop = (why: Ending['endedBy']) => {
    if (!ended) reason ??= why
    resolve()
  }
  const afterMs = Math.min(Math.max(timeoutMs, 1), longestTimerMs)
  const timer = setTimeout(() => stop({ kind: 'timeout', afterMs }), afterMs)
  let leaving: NodeJS.Timeout | null = null
  const cancel = () => {
    const kind = signal.reason instanceof Canceled ? 'cancel' : 'stop'
    stop({ kind, why: cancelSentence(signal) })
  }
  signal.addEventListener('abort', cancel, { once: true })
  if (signal.aborted) cancel()
  return {
    asked,
    now: stop,
    /** Told whether its turn is over each time it wrote; the wait begins with the first that says so. */
    isOver(over: boolean) {
      if (over) leaving ??= setTimeout(() => stop({ kind: 'finished', afterMs: leaveMs }), leaveMs)
      else if (leaving !== null) {
        clearTimeout(leaving)
        leaving = null
      }
    },
    reason: () => reason,
    tooLate: () => {
      ended = true
    },
    [Symbol.dispose]() {
      clearTimeout(timer)
      if (leaving !== null) clearTimeout(leaving)
      signal.removeEventListener('abort', cancel)
    },
  }
}

export function cancelSentence({ reason }: AbortSignal): string {
  return reason instanceof Error && reason.name !== 'AbortError'
    ? reason.message
    : 'The run was stopped before it ended.'
}
