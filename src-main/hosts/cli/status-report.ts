import type { Attention, LaneCard } from '#shared/board'
import { bounds } from '#shared/limits'
import type { StopReceipt, SupervisorState, SupervisorStatus, WorkerHealth } from '#shared/supervisor'
import type { Owner, OwnerLiveness } from '../../core/supervise/owner'
import type { VerifiedStatus } from '../../core/supervise/verified-status'
import { exitCodes } from './command-failure'

/** What `status` answers; its JSON form is exactly this. Times are milliseconds since the epoch. */
export interface StatusReport {
  readonly home: string
  /** False when there is no such folder yet. */
  readonly exists: boolean
  readonly state: SupervisorState
  readonly since: number | null
  readonly reason: string | null
  readonly owner: {
    readonly pid: number
    readonly host: string
    readonly machine: string
    readonly version: string
    readonly since: number
    readonly detached: boolean
    readonly liveness: OwnerLiveness
  } | null
  readonly workers: readonly WorkerHealth[]
  readonly draining: SupervisorStatus['draining']
  readonly receipt: StopReceipt | null
  /** `indexing`: its files are still being counted, so there are at least as many; `completedGrows`: the same of its answers of before. */
  readonly lanes: readonly Pick<LaneCard, 'name' | 'counts' | 'waiting' | 'indexing' | 'completedGrows' | 'trouble'>[]
  readonly attention: readonly Pick<Attention, 'level' | 'sentence' | 'nextStep' | 'until'>[]
}

/** What the owner itself says of its home at this moment. */
export interface OwnerSays {
  readonly supervisor: SupervisorStatus
  readonly lanes: StatusReport['lanes']
  readonly attention: StatusReport['attention']
}

/** Puts together what was verified from outside and, where the owner answers, what it says. Pure. */
export function statusReport(sources: {
  readonly home: string
  readonly exists: boolean
  readonly verified: VerifiedStatus
  readonly says: OwnerSays | null
  /** The lanes as the disk has them, where no owner says. */
  readonly lanes: StatusReport['lanes']
}): StatusReport {
  const { home, exists, verified, says } = sources
  const { owner, liveness, runtime } = verified
  const now: Pick<SupervisorStatus, 'state' | 'reason' | 'draining'> & { since: number | null } = says?.supervisor ?? {
    state: verified.state,
    // When a dead or silent process last changed its state says nothing about what is so now.
    since: verified.state === 'stale' || verified.state === 'foreign' ? null : (runtime?.since ?? null),
    reason: verified.reason?.slice(0, bounds.sentence) ?? null,
    draining: null,
  }
  return {
    home,
    exists,
    state: now.state,
    since: now.since,
    reason: now.reason,
    owner: owner === null || liveness === null ? null : { ...ownerFacts(owner), liveness },
    workers: says?.supervisor.workers ?? [],
    draining: now.draining,
    receipt: says === null ? (runtime?.receipt ?? null) : says.supervisor.receipt,
    lanes: (says?.lanes ?? sources.lanes).map(laneFacts),
    attention: (says?.attention ?? []).map(({ level, sentence, nextStep, until }) => ({
      level,
      sentence,
      nextStep,
      ...(until === undefined ? {} : { until }),
    })),
  }
}

/** What is told of a lane. */
export function laneFacts(lane: StatusReport['lanes'][number]): StatusReport['lanes'][number] {
  const { name, counts, waiting, indexing, completedGrows, trouble } = lane
  return { name, counts, waiting, indexing, ...(completedGrows === true ? { completedGrows } : {}), trouble }
}

export function ownerFacts({ pid, host, machine, version, since, detached }: Owner) {
  return { pid, host, machine, version, since, detached }
}

/** What the exit code of `status` tells. */
export function exitCodeOf(state: SupervisorState): number {
  switch (state) {
    case 'running':
    case 'degraded':
    case 'starting':
    case 'stopping':
      return exitCodes.done
    case 'stop_failed':
      return exitCodes.failed
    case 'stopped':
    case 'stale':
      return exitCodes.notRunning
    case 'foreign':
      return exitCodes.ownedByAnother
  }
}
