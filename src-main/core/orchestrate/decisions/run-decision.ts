import type { Choice, Decision, DecisionKind } from '#shared/decision'
import { attemptsOf, type Question, type RunState, type StepAttempt } from '../workflow/run-state'

type Options = Decision['options']

const option = (choice: Choice, label: string, recommended = false): Options[number] => ({ choice, label, recommended })
const end = (recommended = false): Options[number] => option('cancel', 'End the run', recommended)

const options: Record<DecisionKind, Options> = {
  spent: [option('retry', 'Try the step again', true), option('skip', 'Go on without this step'), end()],
  review_loop: [option('retry', 'Have the work done again', true), option('skip', 'Take the work as it is'), end()],
  no_progress: [option('retry', 'Go on'), option('skip', 'Go on after this step'), end(true)],
  timed_out: [option('retry', 'Go on, with as much time again', true), option('skip', 'Go on after this step'), end()],
  asked: [option('retry', 'Answer, and let the agent go on', true), option('skip', 'Go on without this step'), end()],
  over_budget: [option('retry', 'Go on, with as much money again'), option('skip', 'Go on after this step'), end(true)],
  silent: [option('retry', 'Run the step again'), option('skip', 'Go on after this step', true), end()],
}

const asks: Record<DecisionKind, string> = {
  spent: 'Its attempts are spent. How shall it go on?',
  review_loop: 'How shall it go on?',
  no_progress: 'Shall it go on?',
  timed_out: 'Shall it go on?',
  asked: '',
  over_budget: 'Shall it go on?',
  silent: 'Its work may be done all the same. How shall it go on?',
}

/** The decision a run's question becomes. `evidence`: files that are there. */
export function runDecision(
  run: RunState,
  id: string,
  question: Question,
  evidence: Decision['evidence'],
  now: number,
): Decision {
  const attempts = question.stepId === null ? [] : attemptsOf(run, question.stepId)
  const step = question.stepId === null ? '' : ` in "${question.stepId}"`
  const failure = attempts.findLast(({ state }) => state === 'failed')?.reason ?? null
  const asked = asks[question.kind]
  const reason = question.reason.trimEnd()
  const ended = asked === '' || /[.!?]$/.test(reason) ? reason : `${reason}.`
  const sentence = `${run.workflow.id}${step}: ${ended}${asked === '' ? '' : ` ${asked}`}`
  return {
    id,
    kind: question.kind,
    createdAt: now,
    runId: run.id,
    source: run.source,
    workflow: run.workflow.id,
    stepId: question.stepId,
    lane: run.item?.lane ?? null,
    itemId: run.item?.id ?? null,
    question: sentence.slice(0, 20_000),
    tried: attempts.slice(-20).map(triedText),
    lastError: failure?.slice(0, 20_000) ?? null,
    evidence: evidence.slice(0, 20),
    options: [...options[question.kind]],
    resolution: null,
  }
}

function triedText({ attempt, state, decision, summary, reason, startedAt, endedAt }: StepAttempt): string {
  const said = state === 'succeeded' ? [decision, summary].filter((part) => part).join(': ') : (reason ?? '')
  const seconds = endedAt === null ? '' : ` after ${Math.round((endedAt - startedAt) / 1000)} s`
  return `Attempt ${attempt} ${state}${seconds}${said === '' ? '' : `: ${said}`}`.slice(0, 2000)
}
