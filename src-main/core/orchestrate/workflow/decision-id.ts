import type { RunState } from './run-state'

/**
 * The id of a run's next question. It follows from the run alone, so that a crash between the decision's file and the run's
 * asks no second time.
 */
export function decisionIdOf(run: Pick<RunState, 'id' | 'asked'>): string {
  return askedId(run.id, run.asked + 1)
}

/** The ids of everything a run has asked so far, oldest first. */
export function decisionIdsOf(run: Pick<RunState, 'id' | 'asked'>): string[] {
  return Array.from({ length: run.asked }, (_, at) => askedId(run.id, at + 1))
}

function askedId(runId: string, number: number): string {
  return `dec-${runId.replace(/^run-/, '')}-${number}`
}
