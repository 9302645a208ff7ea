import { isOver } from '#shared/run'
import { following, type StepSpec, stepNamed } from '../../settings/workflow/workflow-spec'
import {
  attemptFailed,
  attemptInterrupted,
  attemptInvoked,
  attemptStarted,
  attemptStopped,
  attemptSucceeded,
  attemptUnsaid,
  blocked,
  passedOver,
  runningStep,
} from './attempts'
import { decisionIdOf } from './decision-id'
import { asking, canceled, entered, over } from './entering'
import type { Decided, Moved, Next, RunEvent } from './run-events'
import { grantedAnew } from './run-limits'
import { lastAttempt, type RunState } from './run-state'

/** Notes that wait for the next attempt; older ones give way. */
const mostNotes = 20

/**
 * One transition of a run: pure, total, and the only place that decides where a run goes. An event that does not fit the
 * run's state changes nothing. Whatever the events, a run that is not over always has something next.
 */
export function moved(run: RunState, event: RunEvent, now: number): Moved {
  const at = isOver(run.phase) ? afterOver(run, event, now) : whileOpen(run, event, now)
  return at === run ? { run, next: nextOf(run) } : { run: { ...at, updatedAt: now }, next: nextOf(at) }
}

function afterOver(run: RunState, event: RunEvent, now: number): RunState {
  if (event.kind === 'settled') return run.settled ? run : { ...run, settled: true }
  // Canceled before its item was claimed: that is told its end.
  if (event.kind === 'adopted' && run.item === null) return { ...run, item: { ...event.item } }
  if (event.kind !== 'reopened' || stepNamed(run.workflow, event.stepId) === null) return run
  const on = { ...grantedAnew(run), phase: 'queued', currentStep: event.stepId, failures: 0 } as const
  const item = event.keepsItem ? run.item : null
  return { ...on, item, endedAt: null, reason: null, settled: false, updatedAt: now }
}

function whileOpen(run: RunState, event: RunEvent, now: number): RunState {
  switch (event.kind) {
    case 'adopted':
      return { ...run, item: { ...event.item } }
    case 'begun':
      return run.phase === 'queued' ? begun({ ...run, itemAttempt: event.attempt }, now) : run
    case 'attempt_started':
      return attemptStarted(run, event.notes, now)
    case 'attempt_invoked':
      return attemptInvoked(run, event.invocationId)
    case 'attempt_succeeded':
      return attemptSucceeded(run, event, now)
    case 'attempt_failed':
      return attemptFailed(run, event, now)
    case 'attempt_unsaid':
      return attemptUnsaid(run, event, now)
    case 'attempt_interrupted':
      return attemptInterrupted(run, event.used, now)
    case 'blocked':
      return blocked(run, event, now)
    case 'over_budget':
      if (run.phase !== 'running') return run
      return asking(
        attemptInterrupted(run, { usd: null, estimated: false }, now),
        { kind: 'over_budget', stepId: run.currentStep, reason: event.reason },
        now,
      )
    case 'asked_person':
      if (run.phase !== 'waiting' || run.decisionId !== null) return run
      return { ...run, decisionId: event.decisionId, asked: run.asked + 1 }
    case 'decided':
      return run.phase === 'waiting' ? decided(run, event, now) : run
    case 'noted': {
      const dropped = Math.max(0, run.notes.length + 1 - mostNotes)
      const notes = [...run.notes, { at: now, from: event.from, text: event.text }].slice(dropped)
      return { ...run, notes, notesGiven: Math.max(0, run.notesGiven - dropped) }
    }
    case 'canceled':
      return canceled(attemptStopped(run, event.reason, now), event.reason, now)
    case 'broken':
      return over(attemptStopped(run, event.reason, now), 'failed', event.reason, now)
    case 'reopened':
    case 'settled':
      return run
  }
}

/** What a run must do next, from its state alone: how it goes on after a crash. */
export function nextOf(run: RunState): Next {
  if (isOver(run.phase)) return { kind: 'over' }
  if (run.phase === 'queued') return { kind: 'begin' }
  if (run.phase === 'waiting') {
    if (run.decisionId !== null) return { kind: 'wait', decisionId: run.decisionId }
    const question = run.question ?? { kind: 'asked', stepId: run.currentStep, reason: run.reason ?? '' }
    return { kind: 'ask', question, decisionId: decisionIdOf(run) }
  }
  const step = run.currentStep === null ? null : stepNamed(run.workflow, run.currentStep)
  if (step === null) return { kind: 'give_up', reason: 'Its state names no step of its workflow.' }
  const last = lastAttempt(run, step.id)
  if (runningStep(run) !== null) return { kind: 'conclude', step, attempt: last?.attempt ?? 1 }
  return { kind: 'attempt', step, attempt: (last?.attempt ?? 0) + 1 }
}

function begun(run: RunState, now: number): RunState {
  const stepId = run.currentStep ?? run.workflow.steps[0]?.id ?? null
  return entered({ ...run, phase: 'running', startedAt: run.startedAt ?? now }, stepId, now)
}

function decided(run: RunState, event: Decided, now: number): RunState {
  const text = event.text.trim()
  const on: RunState = {
    ...grantedAnew(run),
    phase: 'running',
    question: null,
    decisionId: null,
    reason: null,
    failures: 0,
    guidance: text === '' ? null : text,
    // The step it goes on at may be one that was entered before.
    closing: run.closing === null ? null : { ...run.closing, entered: [] },
  }
  const step = run.currentStep === null ? null : stepNamed(run.workflow, run.currentStep)
  switch (event.choice) {
    case 'cancel':
      return canceled(on, text === '' ? 'Canceled by decision.' : text, now)
    case 'retry':
      return entered(on, retryTarget(on, step, run.question?.kind === 'review_loop'), now)
    case 'skip':
      return step === null ? entered(on, null, now) : entered(passedOver(on, step), skipTarget(on, step), now)
  }
}

/** A review that keeps rejecting is not asked again about the same work: the work is done again. */
function retryTarget(run: RunState, step: StepSpec | null, afterRejection: boolean): string | null {
  if (step === null) return run.workflow.steps[0]?.id ?? null
  if (step.type === 'shell') return step.judges ?? step.id
  return step.type === 'agent_review' && afterRejection ? step.on_reject : step.id
}

function skipTarget(run: RunState, step: StepSpec): string | null {
  return step.type === 'agent_review' ? step.on_approve : following(run.workflow, step)
}
