import type { SupervisorState } from '#shared/supervisor'
import { faultText } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { type AttemptProcess, attemptProcesses } from '../provider/attempt-processes'
import { isUnsettled } from './earlier-life'
import { homeOwner } from './home-lock'
import { askOwner, livenessOf, type Owner, type OwnerLiveness } from './owner'
import { doorName } from './owner-door'
import { type RuntimeState, readRuntime } from './runtime-state'

/** The status of a home as seen from outside, with every claim checked at this moment. */
export interface VerifiedStatus {
  readonly state: SupervisorState
  readonly owner: Owner | null
  readonly liveness: OwnerLiveness | null
  /** What the owner last said, or null. */
  readonly runtime: RuntimeState | null
  readonly reason: string | null
}

/**
 * Who owns a home and how it is with it: the record only counts while its owner is proved alive, and says `stale` when it
 * lies. Changes nothing.
 */
export async function verifiedStatus(paths: HomePaths): Promise<VerifiedStatus> {
  const owner = await homeOwner(paths)
  const { runtime, unreadable } = await readRuntime(paths.runtime).then(
    (runtime) => ({ runtime, unreadable: null }),
    (error) => ({ runtime: null, unreadable: `${paths.runtime} cannot be read: ${faultText(error)}.` }),
  )
  const liveness = owner === null ? null : await livenessAnywhere(paths, owner)
  if (owner === null || liveness === null || liveness === 'dead') {
    const orphans = await attemptProcesses(paths.invocations)
    const lies = runtime !== null && isUnsettled(runtime.state)
    const state = runtime?.state === 'stop_failed' ? 'stop_failed' : lies ? 'stale' : 'stopped'
    const reason = lies ? `Its process ${runtime.pid} ended without stopping.` : (runtime?.reason ?? unreadable)
    // What the files say counts for nothing while agents still run: they may have been removed.
    if (state === 'stopped' && orphans.length > 0) {
      return { state: 'stale', owner: null, liveness, runtime, reason: orphansSentence(orphans) }
    }
    return { state, owner: null, liveness, runtime, reason }
  }
  if (liveness === 'answers') {
    const state = runtime?.instance === owner.instance ? runtime.state : 'stopped'
    return { state, owner, liveness, runtime, reason: runtime?.reason ?? unreadable }
  }
  const why = liveness === 'mute' ? 'does not answer' : `runs on the machine ${owner.machine}`
  return { state: 'foreign', owner, liveness, runtime, reason: `Its owner, process ${owner.pid}, ${why}.` }
}

/** One whose socket was removed answers under its name until it has put the socket back. */
async function livenessAnywhere(paths: HomePaths, owner: Owner): Promise<OwnerLiveness> {
  const liveness = await livenessOf(owner)
  if (liveness !== 'mute') return liveness
  const door = await doorName(paths.root)
  const told = door === null ? null : await askOwner(door)
  return told?.instance === owner.instance ? 'answers' : liveness
}

const mostNamed = 10

function orphansSentence(orphans: readonly AttemptProcess[]): string {
  const pids = orphans.slice(0, mostNamed).map(({ pid }) => pid)
  const more = orphans.length > mostNamed ? ` and ${orphans.length - mostNamed} more` : ''
  return `Nobody owns the home, but processes of its attempts still run: ${pids.join(', ')}${more}.`
}
