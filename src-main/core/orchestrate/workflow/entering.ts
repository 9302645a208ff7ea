import { endsRun, type StepSpec, stepNamed } from '../../settings/workflow/workflow-spec'
import { budgetQuestion, loopQuestion } from './run-limits'
import { type Closing, lastSuccess, type Question, type RunState } from './run-state'

/** Goes on after a step, unless the run goes in circles or has used up what it may: then a person is asked first. */
export function goneOn(run: RunState, from: StepSpec, target: string | null, now: number): RunState {
  if (target === null || endsRun(run.workflow, target)) return finished(run, now)
  // On its way to the end no step is entered twice, and what clears up has to be done whatever was used up.
  if (run.closing !== null) return entered(run, target, now)
  const loop = loopQuestion(run, from)
  // The person decides about the review itself: its work is done again, or taken as it is.
  if (loop?.kind === 'review_loop') return asking(run, loop, now)
  const on = entered(run, target, now)
  if (on.phase !== 'running' || on.currentStep === null) return on
  const question = loop ?? budgetQuestion(on, on.currentStep)
  return question === null ? on : asking(on, question, now)
}

/** Enters a step, once everything it needs has succeeded; what is needed and has not run comes first. */
export function entered(run: RunState, stepId: string | null, now: number): RunState {
  if (stepId === null || endsRun(run.workflow, stepId)) return finished(run, now)
  const { closing } = run
  if (closing?.entered.includes(stepId)) return over(run, closing.phase, closing.reason, now)
  const step = stepNamed(run.workflow, stepId)
  if (step === null) return failed(run, `The workflow has no step "${stepId}".`, now)
  const entry = closing === null ? (firstMissing(run, step, new Set()) ?? step.id) : step.id
  return {
    ...run,
    phase: 'running',
    currentStep: entry,
    failures: 0,
    question: null,
    decisionId: null,
    closing: closing === null ? null : { ...closing, entered: [...closing.entered, entry] },
  }
}

function firstMissing(run: RunState, step: StepSpec, seen: Set<string>): string | null {
  seen.add(step.id)
  for (const id of step.needs) {
    if (lastSuccess(run, id) !== null || run.skipped.includes(id) || seen.has(id)) continue
    const needed = stepNamed(run.workflow, id)
    return needed === null ? null : (firstMissing(run, needed, seen) ?? id)
  }
  return null
}

/** It has gone all its way: the steps that follow a done run come first. */
function finished(run: RunState, now: number): RunState {
  if (run.closing !== null) return over(run, run.closing.phase, run.closing.reason, now)
  return closed(run, run.workflow.on_done, 'succeeded', null, now)
}

export function failed(run: RunState, reason: string, now: number): RunState {
  if (run.closing?.phase === 'succeeded') return over(run, 'failed', reason, now)
  if (run.closing !== null) return over(run, run.closing.phase, run.closing.reason, now)
  return closed(run, run.workflow.on_fail, 'failed', reason, now)
}

/** A second cancel, and one while it ends anyway, ends it at once. The first reason stays. */
export function canceled(run: RunState, reason: string, now: number): RunState {
  if (run.closing?.phase === 'succeeded') return over(run, 'canceled', reason, now)
  if (run.closing !== null) return over(run, run.closing.phase, run.closing.reason, now)
  const step = run.currentStep === null ? null : stepNamed(run.workflow, run.currentStep)
  const target = step?.on_cancel ?? run.workflow.on_cancel
  // One that never began has nothing to clear up, and one that is clearing up already is not made to begin again.
  const isThere = run.startedAt === null || target === run.currentStep
  return closed(run, isThere ? undefined : target, 'canceled', reason, now)
}

function closed(
  run: RunState,
  stepId: string | undefined,
  phase: Closing['phase'],
  reason: string | null,
  now: number,
): RunState {
  if (stepId === undefined || endsRun(run.workflow, stepId)) return over(run, phase, reason, now)
  return entered({ ...run, guidance: null, reason, closing: { phase, reason, entered: [] } }, stepId, now)
}

/** The question is part of the state, so a crash before it stands on disk cannot lose it. What only clears up asks nobody. */
export function asking(run: RunState, question: Question, now: number): RunState {
  if (run.closing !== null && run.closing.phase !== 'succeeded') {
    return over(run, run.closing.phase, run.closing.reason, now)
  }
  return { ...run, phase: 'waiting', question, decisionId: null, reason: question.reason }
}

export function over(run: RunState, phase: Closing['phase'], reason: string | null, now: number): RunState {
  return {
    ...run,
    phase,
    reason,
    endedAt: now,
    currentStep: null,
    question: null,
    decisionId: null,
    guidance: null,
    notes: [],
    notesGiven: 0,
    closing: null,
  }
}
