import type { ProcessPort } from '../provider/sweep'
import type { Log } from '../record/log'
import { type LeftBehind, nothingLeft, stillThere } from './left-processes'
import { type RuntimeState, readRuntime } from './runtime-state'
import type { SupervisorOptions } from './supervisor-options'

/** What the last owner of a home left, as it stands now. */
export interface EarlierLife {
  readonly initial: SupervisorOptions['initial']
  readonly left: LeftBehind
  /** The last sign of life of that owner, ms; null when there was none. */
  readonly lastBeatAt: number | null
  /** The time it measured by what is kept for days, ms; null where nobody knows. */
  readonly tidiedAt: number | null
}

export async function earlierLife(path: string, processes: ProcessPort, log: Log): Promise<EarlierLife> {
  const before = await readRuntime(path).catch((error) => {
    log.error('runtime', 'The state the last owner left cannot be read', error)
    return null
  })
  const left = await stillThere(before?.left ?? nothingLeft, processes)
  return {
    initial: initialState(before, left),
    left,
    lastBeatAt: before?.beatAt ?? null,
    tidiedAt: before?.tidiedAt ?? before?.beatAt ?? null,
  }
}

/** Processes that still refuse to die are worse news than a death without a stop, and lead to the same recovery. */
function initialState(before: RuntimeState | null, left: LeftBehind): SupervisorOptions['initial'] {
  if (left.processes.length > 0) {
    const pids = left.processes.map((each) => each.pid).join(', ')
    return { state: 'stop_failed', reason: `These processes of an earlier life refuse to end: ${pids}.` }
  }
  if (before === null || !isUnsettled(before.state)) return { state: 'stopped', reason: null }
  const reason = before.state === 'stale' ? before.reason : null
  return { state: 'stale', reason: reason ?? `The last owner, process ${before.pid}, ended without stopping.` }
}

/** States that a process which died cannot have been left in by a clean stop. */
export function isUnsettled(state: RuntimeState['state']): boolean {
  switch (state) {
    case 'starting':
    case 'running':
    case 'degraded':
    case 'stopping':
    case 'stale':
      return true
    case 'stopped':
    case 'stop_failed':
    case 'foreign':
      return false
  }
}
