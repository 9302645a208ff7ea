import type { Finding } from '#shared/finding'
import type { VerifiedStatus } from '../supervise/verified-status'
import { finding, fine, some } from './finding-of'

export interface OwnerFacts {
  readonly status: VerifiedStatus
  readonly lockPath: string
  /** True when there is a lock that cannot be read. */
  readonly lockUnreadable: boolean
  /** Processes that carry the marker of an attempt of this home. */
  readonly processes: readonly { readonly pid: number; readonly invocationId: string }[]
  /** Permission bits of the control socket; null where there is none. */
  readonly socketMode: number | null
}

/** How far a clock may be off before it is told, in ms. */
const clockMs = 60_000

/** Who owns the home, what it left behind, and whether what is written down is true. Pure. */
export function ownerFindings(facts: OwnerFacts, now: number): Finding[] {
  return [lock(facts), state(facts), orphans(facts), ...socket(facts), clock(facts, now)]
}

function lock({ status, lockPath, lockUnreadable }: OwnerFacts): Finding {
  const { owner, liveness } = status
  if (lockUnreadable) {
    return finding('lock', 'notice', `${lockPath} cannot be read; the next start takes it over.`)
  }
  if (liveness === 'dead') {
    return finding('lock', 'notice', 'The lock is of a process that is gone; the next start takes it over.')
  }
  if (owner === null || liveness === null) return fine('lock', 'Nobody owns the home.')
  if (liveness === 'answers')
    return fine('lock', `Process ${owner.pid} (${owner.host} host) owns the home and answers.`)
  if (liveness === 'mute') {
    const detail = `Process ${owner.pid} (${owner.host} host) owns the home and does not answer.`
    return finding('lock', 'warning', detail, `If it does not come back, end it: kill ${owner.pid}`)
  }
  const detail = `Process ${owner.pid} of the machine ${owner.machine} owns the home.`
  return finding('lock', 'warning', detail, `Use it on ${owner.machine}. If that machine is gone, delete ${lockPath}.`)
}

function state({ status }: OwnerFacts): Finding {
  const reason = status.reason ?? ''
  switch (status.state) {
    case 'running':
    case 'starting':
    case 'stopping':
      return fine('state', `The supervisor is ${status.state}.`)
    case 'stopped':
      if (status.reason === null) return fine('state', 'The supervisor is stopped.')
      return finding('state', 'warning', reason, 'See lanekeeper logs for the cause.')
    case 'degraded':
      return finding('state', 'warning', reason, 'See lanekeeper status and lanekeeper logs.')
    case 'stale':
      return finding('state', 'notice', reason, 'Start it again; what it left is settled first.')
    case 'stop_failed':
      return finding('state', 'error', reason, 'End what is left, then run lanekeeper stop again.')
    case 'foreign':
      return finding('state', 'warning', reason, 'What is true of the supervisor cannot be told from here.')
  }
}

function orphans({ status, processes }: OwnerFacts): Finding {
  const pids = processes.map(({ pid }) => String(pid))
  if (pids.length === 0) return fine('orphans', 'No process of an attempt runs.')
  if (status.liveness !== null && status.liveness !== 'dead') {
    return fine('orphans', `The processes of attempts have an owner: ${some(pids, 10)}.`)
  }
  const detail = `Processes of attempts run without an owner: ${some(pids, 10)}.`
  return finding('orphans', 'warning', detail, 'lanekeeper start ends them before anything else.')
}

function socket({ socketMode }: OwnerFacts): Finding[] {
  if (socketMode === null) return []
  if ((socketMode & 0o077) === 0) return [fine('control_socket', 'Only you can reach the control socket.')]
  const detail = `Others may reach the control socket (rights ${(socketMode & 0o777).toString(8)}).`
  return [finding('control_socket', 'warning', detail, 'Restart Lanekeeper; it makes the socket anew.')]
}

function clock({ status: { runtime } }: OwnerFacts, now: number): Finding {
  const aheadMs = (runtime?.beatAt ?? 0) - now
  if (aheadMs <= clockMs) return fine('clock', 'The clock agrees with what was written down.')
  const detail = `The clock went back: the last sign of life is ${Math.round(aheadMs / 1000)} s from now.`
  return finding('clock', 'warning', detail, 'Set the clock of the machine right.')
}
