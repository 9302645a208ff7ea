import { following, type StepSpec, stepNamed } from '../../settings/workflow/workflow-spec'
import { likeTheLast, ruleFor, visitFailures } from './agent-errors'
import { asking, failed, goneOn } from './entering'
import type { AttemptFailed, AttemptSucceeded, AttemptUnsaid, Blocked, Used } from './run-events'
import { budgetQuestion, mostIterationsReached, retriesOf, timeQuestion } from './run-limits'
import { attemptsOf, lastAttempt, type RunState, type StepAttempt, unsaidWork } from './run-state'

/** Interrupted attempts that stay in the state of a step; they are told in the log anyway. */
const mostInterrupted = 10

export function attemptStarted(run: RunState, notes: number, now: number): RunState {
  const { currentStep } = run
  if (run.phase !== 'running' || currentStep === null || runningStep(run) !== null) return run
  const speaksFor = unsaidWork(run, currentStep)
  const attempt: StepAttempt = {
    attempt: (lastAttempt(run, currentStep)?.attempt ?? 0) + 1,
    iteration: run.iterations + 1,
    state: 'running',
    startedAt: now,
    endedAt: null,
    invocationId: null,
    summary: null,
    reason: null,
    outputs: {},
    outputHash: null,
    decision: null,
    costUsd: null,
    ...(speaksFor === null ? {} : { speaksFor }),
  }
  const steps = { ...run.steps, [currentStep]: [...attemptsOf(run, currentStep), attempt] }
  return { ...run, steps, iterations: attempt.iteration, notesGiven: Math.min(notes, run.notes.length) }
}

export function attemptInvoked(run: RunState, invocationId: string): RunState {
  return withRunning(run, (attempt) => ({ ...attempt, invocationId }))
}

export function attemptSucceeded(run: RunState, event: AttemptSucceeded, now: number): RunState {
  const step = runningStep(run)
  if (step === null) return run
  const { summary, outputs, outputHash, decision, feedback } = event
  const done = charged(run, event.used, (attempt) => ({
    ...attempt,
    state: 'succeeded',
    endedAt: now,
    summary,
    outputs: { ...outputs },
    outputHash,
    decision,
  }))
  const state = feedback === null ? done.state : { ...done.state, [`${step.id}_feedback`]: feedback }
  const notes = run.notes.slice(run.notesGiven)
  const after: RunState = { ...done, state, guidance: null, notes, notesGiven: 0, failures: 0 }
  return goneOn(after, step, targetOf(after, step, decision), now)
}

export function attemptFailed(run: RunState, event: AttemptFailed, now: number): RunState {
  const step = runningStep(run)
  if (step === null) return run
  const { error, reason } = event
  const at: RunState = {
    ...charged(run, event.used, (attempt) => ({
      ...attempt,
      state: 'failed',
      endedAt: now,
      reason,
      ...(error === undefined ? {} : { error }),
    })),
    failures: run.failures + 1,
  }
  const rule = ruleFor(step, error)
  const count = likeTheLast(step, visitFailures(at, step))
  const mayTryAgain =
    rule === null
      ? event.retryable && count <= retriesOf(at, step)
      : rule.action === 'resume' && count <= (rule.attempts ?? 1)
  if (mayTryAgain && !mostIterationsReached(at)) {
    const question = at.closing === null ? budgetQuestion(at, step.id) : null
    return question === null ? at : asking(at, question, now)
  }
  // An attempt that the run's end of time cut off is no failure of its step.
  const timed = at.closing === null ? timeQuestion(at, step.id) : null
  if (timed !== null) return asking(at, timed, now)
  if (rule?.action === 'fail') {
    return rule.next === undefined ? failed(at, `${step.id}: ${reason}`, now) : goneOn(at, step, rule.next, now)
  }
  if (rule !== null) return asking(at, { kind: 'spent', stepId: step.id, reason }, now)
  if (step.on_fail !== undefined) return goneOn(at, step, step.on_fail, now)
  switch (step.when_spent ?? at.limits.when_spent) {
    case 'fail':
      return failed(at, `${step.id}: ${reason}`, now)
    case 'done':
      return goneOn(passedOver(at, step), step, following(at.workflow, step), now)
    case 'escalate':
      return asking(at, { kind: 'spent', stepId: step.id, reason }, now)
  }
}

/** Nothing of it failed but its word, so it counts against nothing but what the run may use up. */
export function attemptUnsaid(run: RunState, { reason, used }: AttemptUnsaid, now: number): RunState {
  const step = runningStep(run)
  if (step === null) return run
  const at = charged(run, used, (attempt) => ({ ...attempt, state: 'failed', endedAt: now, reason, unsaid: true }))
  if (at.closing !== null) return at
  const silent = { kind: 'silent', stepId: step.id, reason } as const
  const question = mostIterationsReached(at) ? silent : budgetQuestion(at, step.id)
  return question === null ? at : asking(at, question, now)
}

export function attemptInterrupted(run: RunState, used: Used, now: number): RunState {
  const step = runningStep(run)
  if (step === null) return run
  const attempts = attemptsOf(run, step.id)
  if (attempts.at(-1)?.invocationId === null) {
    const steps = { ...run.steps, [step.id]: attempts.slice(0, -1) }
    return { ...run, steps, iterations: run.iterations - 1 }
  }
  const at = charged(run, used, (attempt) => ({ ...attempt, state: 'interrupted', endedAt: now }))
  const interrupted = attemptsOf(at, step.id).filter(({ state }) => state === 'interrupted')
  const oldest = interrupted.at(-mostInterrupted)?.attempt ?? 0
  const kept = attemptsOf(at, step.id).filter(({ state, attempt }) => state !== 'interrupted' || attempt >= oldest)
  return { ...at, steps: { ...at.steps, [step.id]: kept }, uncounted: at.uncounted + 1 }
}

export function blocked(run: RunState, { why, question, used }: Blocked, now: number): RunState {
  const step = runningStep(run)
  if (step === null) return run
  const at = charged(run, used, (attempt) => ({
    ...attempt,
    state: 'failed',
    endedAt: now,
    reason: question,
    asked: true,
  }))
  return asking(at, { kind: why, stepId: step.id, reason: question }, now)
}

/** Ends whatever attempt runs, since the run does not go on with it. */
export function attemptStopped(run: RunState, reason: string, now: number): RunState {
  return withRunning(run, (attempt) => ({ ...attempt, state: 'failed', endedAt: now, reason }))
}

/** The step whose attempt runs now, or null. */
export function runningStep(run: RunState): StepSpec | null {
  if (run.phase !== 'running' || run.currentStep === null) return null
  if (lastAttempt(run, run.currentStep)?.state !== 'running') return null
  return stepNamed(run.workflow, run.currentStep)
}

/** Steps that need this one go on without it. */
export function passedOver(run: RunState, { id }: StepSpec): RunState {
  return run.skipped.includes(id) ? run : { ...run, skipped: [...run.skipped, id] }
}

function targetOf(run: RunState, step: StepSpec, decision: 'approve' | 'reject' | null): string | null {
  if (step.type === 'agent_review') return decision === 'approve' ? step.on_approve : step.on_reject
  return following(run.workflow, step)
}

function charged(run: RunState, used: Used, change: (attempt: StepAttempt) => StepAttempt): RunState {
  const at = withRunning(run, (attempt) => change({ ...attempt, costUsd: used.usd }))
  if (used.usd === null) return at
  return { ...at, costUsd: (at.costUsd ?? 0) + used.usd, costEstimated: at.costEstimated || used.estimated }
}

function withRunning(run: RunState, change: (attempt: StepAttempt) => StepAttempt): RunState {
  if (run.currentStep === null) return run
  const attempts = attemptsOf(run, run.currentStep)
  const last = attempts.at(-1)
  if (last?.state !== 'running') return run
  return { ...run, steps: { ...run.steps, [run.currentStep]: [...attempts.slice(0, -1), change(last)] } }
}
