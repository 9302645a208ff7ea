import type { RunSource } from '#shared/decision'
import type { RunRow } from '#shared/run'
import { isOver } from '#shared/run'
import type { RunState } from '../workflow/run-state'

const longestReason = 2000

/** One run as a list shows it. */
export function rowOf(run: RunState): RunRow {
  const { id, source, phase, title, createdAt, startedAt, updatedAt, endedAt, iterations, costUsd, costEstimated } = run
  return {
    id,
    source,
    workflow: run.workflow.id,
    phase,
    title,
    createdAt,
    startedAt,
    updatedAt,
    endedAt,
    step: run.currentStep,
    iterations,
    costUsd,
    costEstimated,
    lane: run.item?.lane ?? null,
    itemId: run.item?.id ?? null,
    decisionId: run.decisionId,
    reason: phase === 'running' ? null : (run.reason?.slice(0, longestReason) ?? null),
  }
}

/** A run whose state cannot be read. */
export function unreadableRow(id: string, source: RunSource, reason: string): RunRow {
  const madeAt = Number.parseInt(/^run-([0-9a-z]{9})-/.exec(id)?.[1] ?? '0', 36)
  return {
    id,
    source,
    workflow: '',
    phase: 'failed',
    title: '',
    createdAt: madeAt,
    startedAt: null,
    updatedAt: madeAt,
    endedAt: madeAt,
    step: null,
    iterations: 0,
    costUsd: null,
    costEstimated: false,
    lane: null,
    itemId: null,
    decisionId: null,
    reason: reason.slice(0, longestReason),
  }
}

export function fitsPhase(row: RunRow, phase: RunRow['phase'] | 'all' | 'open'): boolean {
  if (phase === 'all') return true
  return phase === 'open' ? !isOver(row.phase) : row.phase === phase
}

export function fitsSearch(row: RunRow, search: string): boolean {
  const words = search.trim().toLowerCase()
  if (words === '') return true
  return [row.id, row.title, row.workflow, row.source.name].some((text) => text.toLowerCase().includes(words))
}
