import { isOver, type RunLogEntry } from '#shared/run'
import type { RunEvent } from '../workflow/run-events'
import { lastAttempt, type RunState } from '../workflow/run-state'

/** What the log of a run says of one transition. */
export function logEntry(event: RunEvent, before: RunState, after: RunState, at: number): RunLogEntry {
  const step = before.currentStep ?? after.currentStep
  const about = step === null ? null : (lastAttempt(after, step) ?? lastAttempt(before, step))
  const parts = [told(event), whereTo(before, after)].filter((part) => part !== '')
  return { at, kind: event.kind, step, attempt: about?.attempt ?? null, text: parts.join(' ') }
}

function told(event: RunEvent): string {
  switch (event.kind) {
    case 'adopted':
      return `Its item is ${event.item.id}.`
    case 'begun':
      return 'Began.'
    case 'attempt_started':
      return 'An attempt began.'
    case 'attempt_invoked':
      return `Invoked as ${event.invocationId}.`
    case 'attempt_succeeded':
      return [event.decision ?? 'Succeeded', event.summary].filter((part) => part !== '').join(': ')
    case 'attempt_failed':
      return `Failed: ${event.reason}`
    case 'attempt_unsaid':
      return `Its work stands, and only its word is asked for: ${event.reason}`
    case 'attempt_interrupted':
      return 'Interrupted; it is done again.'
    case 'blocked':
      return `Its agent asks: ${event.question}`
    case 'over_budget':
      return event.reason
    case 'asked_person':
      return `A person is asked (${event.decisionId}).`
    case 'decided':
      return event.text === '' ? `Decided: ${event.choice}.` : `Decided: ${event.choice} (${event.text}).`
    case 'noted':
      return `${event.from} said: ${event.text}`
    case 'canceled':
      return `Canceled: ${event.reason}`
    case 'broken':
      return `It cannot go on: ${event.reason}`
    case 'reopened':
      return `A person goes on with it from ${event.stepId}.`
    case 'settled':
      return 'Its item was moved.'
  }
}

function whereTo(before: RunState, after: RunState): string {
  if (before.phase !== after.phase) {
    const reason = isOver(after.phase) || after.phase === 'waiting' ? after.reason : null
    const step = after.currentStep === null ? '' : ` (${after.currentStep})`
    return `Now ${after.phase}${step}${reason === null ? '.' : `: ${reason}`}`
  }
  return before.currentStep === after.currentStep || after.currentStep === null ? '' : `Next is ${after.currentStep}.`
}
