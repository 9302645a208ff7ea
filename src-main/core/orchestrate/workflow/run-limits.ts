import type { StepSpec } from '../../settings/workflow/workflow-spec'
import { attemptsOf, type Question, type RunState, type StepAttempt } from './run-state'

export function retriesOf(run: RunState, step: StepSpec): number {
  return step.limits.max_retries ?? run.limits.default_max_retries
}

/** How long its attempts have worked, in ms; waiting for a person or for its turn does not count. */
function spentMs(run: RunState): number {
  let spent = 0
  for (const attempts of Object.values(run.steps)) {
    for (const { startedAt, endedAt } of attempts) spent += Math.max(0, (endedAt ?? startedAt) - startedAt)
  }
  return spent
}

/** How long the run may still work before somebody is asked, in ms. */
export function leftMs(run: RunState): number {
  const seconds = run.workflow.limits.run_timeout_seconds ?? run.limits.default_run_timeout_seconds
  return seconds * 1000 + run.grantedMs - spentMs(run)
}

/** From now on its limits count anew: a person lets it go on. */
export function grantedAnew(run: RunState): RunState {
  const grantedMs = spentMs(run)
  return { ...run, grantedMs, grantedUsd: run.costUsd ?? 0, grantedIterations: run.iterations, uncounted: 0 }
}

export function mostIterationsReached(run: RunState): boolean {
  const most = run.workflow.limits.max_total_iterations ?? run.limits.max_total_iterations
  return run.iterations - run.grantedIterations - run.uncounted >= most
}

/** What must be asked because the time of the run is over. */
export function timeQuestion(run: RunState, stepId: string): Question | null {
  return leftMs(run) > 0 ? null : { kind: 'timed_out', stepId, reason: 'The run took longer than it may.' }
}

/** What must be asked before a run makes another attempt of whatever step, because it has used up what it may. */
export function budgetQuestion(run: RunState, stepId: string): Question | null {
  const timed = timeQuestion(run, stepId)
  if (timed !== null) return timed
  const most = run.workflow.limits.max_usd ?? run.limits.max_usd
  const cost = (run.costUsd ?? 0) - run.grantedUsd
  if (most === undefined || cost < most) return null
  const reason = `Its attempts cost $${cost.toFixed(2)}; the run may cost $${most.toFixed(2)}.`
  return { kind: 'over_budget', stepId, reason }
}

/** What must be asked because a step succeeds again and again without getting anywhere. */
export function loopQuestion(run: RunState, step: StepSpec): Question | null {
  const since = attemptsOf(run, step.id).filter(
    ({ state, iteration }) => state === 'succeeded' && iteration > run.grantedIterations,
  )
  const last = since.at(-1)
  const rejections = trailing(since, ({ decision }) => decision === 'reject')
  if (step.type === 'agent_review' && rejections > retriesOf(run, step)) {
    return { kind: 'review_loop', stepId: step.id, reason: `${step.id} rejected ${times(rejections)} in a row.` }
  }
  const same = last?.outputHash == null ? 0 : trailing(since, ({ outputHash }) => outputHash === last.outputHash)
  if (same >= run.limits.max_same_output) {
    const reason = `${step.id} gave the very same outputs ${times(same)} in a row.`
    return { kind: 'no_progress', stepId: step.id, reason }
  }
  if (!mostIterationsReached(run)) return null
  const reason = `The run has made ${run.iterations} attempts, as many as it may.`
  return { kind: 'no_progress', stepId: step.id, reason }
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function trailing(items: readonly StepAttempt[], fits: (item: StepAttempt) => boolean): number {
  return items.length - 1 - items.findLastIndex((item) => !fits(item))
}
