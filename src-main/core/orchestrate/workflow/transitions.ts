import { isOver, lastAttempt, lastSuccess, type Question, type RunState, type StepAttempt } from './run-state'
import { doneStep, following, type StepSpec, stepNamed } from './workflow-spec'

/** What a person may choose. `retry` goes on at the step, `skip` after it, `cancel` ends the run. */
export type Choice = 'retry' | 'skip' | 'cancel'

export type RunEvent =
  | { readonly kind: 'begun' }
  | { readonly kind: 'attempt_started'; readonly invocationId: string | null }
  | {
      readonly kind: 'attempt_succeeded'
      readonly summary: string
      readonly outputs: Readonly<Record<string, string>>
      readonly outputHash: string
      readonly decision: 'approve' | 'reject' | null
      readonly feedback: string | null
    }
  | { readonly kind: 'attempt_failed'; readonly reason: string; readonly retryable: boolean }
  /** The process ended or was stopped while the attempt ran; it counts for nothing. */
  | { readonly kind: 'attempt_interrupted' }
  | { readonly kind: 'blocked'; readonly question: string }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'over_budget'; readonly reason: string }
  | { readonly kind: 'asked_person'; readonly decisionId: string }
  | { readonly kind: 'decided'; readonly choice: Choice; readonly text: string }
  | { readonly kind: 'canceled'; readonly reason: string }

/** What must be done next. Every state of a run that is not over has exactly one. */
export type Next =
  | { readonly kind: 'attempt'; readonly step: StepSpec; readonly attempt: number }
  | { readonly kind: 'ask'; readonly question: Question }
  | { readonly kind: 'wait'; readonly decisionId: string }
  | { readonly kind: 'over' }

export interface Moved {
  readonly run: RunState
  readonly next: Next
}

/**
 * One transition of a run: pure, total, and the only place that decides where a run goes. An event that does not fit the
 * run's state changes nothing. Whatever the events, a run that is not over always has something next.
 */
export function moved(run: RunState, event: RunEvent, now: number): Moved {
  if (isOver(run.phase)) return { run, next: { kind: 'over' } }
  const at = { ...run, updatedAt: now }
  switch (event.kind) {
    case 'begun':
      return run.phase === 'queued' ? begun(at, now) : nextOf(run)
    case 'attempt_started':
      return attemptStarted(at, event.invocationId, now)
    case 'attempt_succeeded':
      return attemptSucceeded(at, event, now)
    case 'attempt_failed':
      return attemptFailed(at, event, now)
    case 'attempt_interrupted':
      return nextOf(withLast(at, (attempt) => ({ ...attempt, state: 'interrupted', endedAt: now })))
    case 'blocked':
      return blocked(at, event.question, now)
    case 'timed_out':
      return asks(withLast(at, stopped(now, 'The run took too long.')), {
        kind: 'timed_out',
        stepId: run.currentStep,
        reason: 'The run took longer than it may.',
      })
    case 'over_budget':
      return asks(at, { kind: 'over_budget', stepId: run.currentStep, reason: event.reason })
    case 'asked_person':
      return nextOf(run.phase === 'waiting' ? { ...at, decisionId: event.decisionId } : run)
    case 'decided':
      return run.phase === 'waiting' ? decided(at, event, now) : nextOf(run)
    case 'canceled':
      return ended(withLast(at, stopped(now, event.reason)), 'canceled', event.reason, now)
  }
}

/** What a run must do next, from its state alone: how it goes on after a crash. */
export function nextOf(run: RunState): Moved {
  if (isOver(run.phase)) return { run, next: { kind: 'over' } }
  if (run.phase === 'waiting' && run.decisionId !== null) {
    return { run, next: { kind: 'wait', decisionId: run.decisionId } }
  }
  if (run.phase === 'waiting' && run.question !== null) return { run, next: { kind: 'ask', question: run.question } }
  const step = run.currentStep === null ? null : stepNamed(run.workflow, run.currentStep)
  if (step === null) return { run, next: { kind: 'over' } }
  const attempts = run.steps[step.id] ?? []
  const attempt = (attempts.at(-1)?.attempt ?? 0) + 1
  return { run, next: { kind: 'attempt', step, attempt } }
}

function begun(run: RunState, now: number): Moved {
  const first = run.workflow.steps[0]
  return entered({ ...run, phase: 'running', startedAt: now }, first?.id ?? null, now)
}

/** Enters a step, once everything it needs has succeeded; what is needed and has not run comes first. */
function entered(run: RunState, stepId: string | null, now: number): Moved {
  if (stepId === null || stepId === doneStep) return ended(run, 'succeeded', null, now)
  const step = stepNamed(run.workflow, stepId)
  if (step === null) return ended(run, 'failed', `The workflow has no step "${stepId}".`, now)
  const missing = firstMissing(run, step, new Set())
  const entry = missing ?? step.id
  return nextOf({ ...run, phase: 'running', currentStep: entry, failures: 0, question: null, decisionId: null })
}

function firstMissing(run: RunState, step: StepSpec, seen: Set<string>): string | null {
  seen.add(step.id)
  for (const id of step.needs) {
    if (lastSuccess(run, id) !== null || seen.has(id)) continue
    const needed = stepNamed(run.workflow, id)
    return needed === null ? null : (firstMissing(run, needed, seen) ?? id)
  }
  return null
}

function attemptStarted(run: RunState, invocationId: string | null, now: number): Moved {
  if (run.phase !== 'running' || run.currentStep === null) return nextOf(run)
  const attempts = run.steps[run.currentStep] ?? []
  const attempt: StepAttempt = {
    attempt: (attempts.at(-1)?.attempt ?? 0) + 1,
    state: 'running',
    startedAt: now,
    endedAt: null,
    invocationId,
    summary: null,
    reason: null,
    outputs: {},
    outputHash: null,
    decision: null,
  }
  const steps = { ...run.steps, [run.currentStep]: [...attempts, attempt] }
  return nextOf({ ...run, steps, iterations: run.iterations + 1 })
}

function attemptSucceeded(run: RunState, event: RunEvent & { kind: 'attempt_succeeded' }, now: number): Moved {
  const step = runningStep(run)
  if (step === null) return nextOf(run)
  const { summary, outputs, outputHash, decision, feedback } = event
  const done = withLast(run, (attempt) => ({
    ...attempt,
    state: 'succeeded',
    endedAt: now,
    summary,
    outputs: { ...outputs },
    outputHash,
    decision,
  }))
  const known = { ...done.state, [`${step.id}_summary`]: summary }
  const state = feedback === null ? known : { ...known, [`${step.id}_feedback`]: feedback }
  const after: RunState = { ...done, state, guidance: null, failures: 0 }
  const target = targetOf(after, step, decision)
  if (target === null || target === doneStep) return ended(after, 'succeeded', null, now)
  return loopQuestion(after, step, decision) ?? entered(after, target, now)
}

function targetOf(run: RunState, step: StepSpec, decision: 'approve' | 'reject' | null): string | null {
  if (step.type === 'agent_review') return decision === 'approve' ? step.on_approve : step.on_reject
  return following(run.workflow, step)
}

/** Asks once a run keeps going without getting anywhere, instead of going round in circles. */
function loopQuestion(run: RunState, step: StepSpec, decision: 'approve' | 'reject' | null): Moved | null {
  const attempts = (run.steps[step.id] ?? []).filter((attempt) => attempt.state === 'succeeded')
  const rejections = trailing(attempts, (attempt) => attempt.decision === 'reject')
  const allowed = retriesOf(run, step)
  if (step.type === 'agent_review' && decision === 'reject' && rejections > allowed) {
    const reason = `${step.id} rejected ${rejections} times in a row.`
    return asks(run, { kind: 'review_loop', stepId: step.id, reason })
  }
  const hash = attempts.at(-1)?.outputHash ?? null
  const same = hash === null ? 0 : trailing(attempts, (attempt) => attempt.outputHash === hash)
  if (same >= run.limits.max_same_output) {
    const reason = `${step.id} gave the very same outputs ${same} times in a row.`
    return asks(run, { kind: 'no_progress', stepId: step.id, reason })
  }
  const mostIterations = run.workflow.limits.max_total_iterations ?? run.limits.max_total_iterations
  if (run.iterations >= mostIterations) {
    const reason = `The run has made ${run.iterations} attempts, as many as it may.`
    return asks(run, { kind: 'no_progress', stepId: step.id, reason })
  }
  return null
}

function attemptFailed(run: RunState, event: RunEvent & { kind: 'attempt_failed' }, now: number): Moved {
  const step = runningStep(run)
  if (step === null) return nextOf(run)
  const failed: RunState = { ...withLast(run, stopped(now, event.reason)), failures: run.failures + 1 }
  const mostIterations = run.workflow.limits.max_total_iterations ?? run.limits.max_total_iterations
  const mayRetry = event.retryable && failed.failures <= retriesOf(run, step) && failed.iterations < mostIterations
  if (mayRetry) return nextOf(failed)
  if ((step.when_spent ?? run.limits.when_spent) === 'fail') {
    return ended(failed, 'failed', `${step.id}: ${event.reason}`, now)
  }
  return asks(failed, { kind: 'spent', stepId: step.id, reason: event.reason })
}

function blocked(run: RunState, question: string, now: number): Moved {
  const step = runningStep(run)
  if (step === null) return nextOf(run)
  return asks(withLast(run, stopped(now, question)), { kind: 'asked', stepId: step.id, reason: question })
}

function decided(run: RunState, event: RunEvent & { kind: 'decided' }, now: number): Moved {
  const text = event.text.trim()
  const on: RunState = {
    ...run,
    phase: 'running',
    question: null,
    decisionId: null,
    failures: 0,
    guidance: text === '' ? null : text,
  }
  const step = run.currentStep === null ? null : stepNamed(run.workflow, run.currentStep)
  switch (event.choice) {
    case 'cancel':
      return ended(on, 'canceled', text === '' ? 'Canceled by decision.' : text, now)
    case 'retry':
      return entered(on, retryTarget(on, step), now)
    case 'skip':
      if (step === null) return ended(on, 'succeeded', null, now)
      return entered(on, step.type === 'agent_review' ? step.on_approve : following(run.workflow, step), now)
  }
}

/** A review that keeps rejecting is not asked again about the same work: the work is done again. */
function retryTarget(run: RunState, step: StepSpec | null): string | null {
  if (step === null) return run.workflow.steps[0]?.id ?? null
  const last = lastAttempt(run, step.id)
  if (step.type === 'agent_review' && last?.decision === 'reject') return step.on_reject
  return step.id
}

/** The question is part of the state, so a crash before it stands on disk cannot lose it. */
function asks(run: RunState, question: Question): Moved {
  return nextOf({ ...run, phase: 'waiting', question, decisionId: null })
}

function ended(run: RunState, phase: 'succeeded' | 'failed' | 'canceled', reason: string | null, now: number): Moved {
  const over: RunState = { ...run, phase, reason, endedAt: now, currentStep: null, question: null, decisionId: null }
  return { run: over, next: { kind: 'over' } }
}

function runningStep(run: RunState): StepSpec | null {
  if (run.phase !== 'running' || run.currentStep === null) return null
  if (lastAttempt(run, run.currentStep)?.state !== 'running') return null
  return stepNamed(run.workflow, run.currentStep)
}

function withLast(run: RunState, change: (attempt: StepAttempt) => StepAttempt): RunState {
  if (run.currentStep === null) return run
  const attempts = run.steps[run.currentStep]
  const last = attempts?.at(-1)
  if (attempts === undefined || last?.state !== 'running') return run
  return { ...run, steps: { ...run.steps, [run.currentStep]: [...attempts.slice(0, -1), change(last)] } }
}

function stopped(now: number, reason: string): (attempt: StepAttempt) => StepAttempt {
  return (attempt) => ({ ...attempt, state: 'failed', endedAt: now, reason })
}

function retriesOf(run: RunState, step: StepSpec): number {
  return step.limits.max_retries ?? run.limits.default_max_retries
}

function trailing<Item>(items: readonly Item[], fits: (item: Item) => boolean): number {
  let count = 0
  for (let at = items.length - 1; at >= 0; at--) {
    const item = items[at]
    if (item === undefined || !fits(item)) break
    count++
  }
  return count
}
