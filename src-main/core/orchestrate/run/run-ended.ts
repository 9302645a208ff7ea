import { oneLine } from '#shared/one-line'
import { failureNotice, resultOf } from '../../lane/failure-notice'
import type { Result } from '../../lane/lane-moves'
import type { ClaimedItem, Ended } from '../../lane/work'
import { shownPath } from '../allowed-file'
import type { Noted } from '../noting-failure'
import { attemptsOf, lastSuccess, type RunState } from '../workflow/run-state'
import { type AnswerPlace, type FinalAnswer, finalAnswer } from './final-answer'

/** What a run that is over means for its item. */
export interface RunEnding {
  /** The result of a run that succeeded. */
  finish(run: RunState, answer: FinalAnswer): Promise<Result>
  /** Whether a run that failed or was canceled uses up one of several attempts of its item. */
  readonly retryable: boolean
}

/** How the item of a run ends that is over. Asked again after a crash, the answer is the same. */
export async function runEnded(
  run: RunState,
  item: Pick<ClaimedItem, 'id' | 'message'>,
  ending: RunEnding,
  settle: () => Promise<void>,
  place: AnswerPlace & { readonly noted: Noted },
): Promise<Ended> {
  if (run.phase === 'succeeded') {
    const answer = await finalAnswer(run, place)
    const about = { itemId: item.id, invocationId: answer.invocationId ?? '' }
    for (const { path, why } of answer.leftOut) place.noted(`A file was not sent, ${shownPath(path)}: ${why}.`, about)
    return { kind: 'completed', result: await ending.finish(run, answer), after: settle }
  }
  return { ...unfinished(run, item.message, ending.retryable), after: settle }
}

/** How the item of a run ends that failed or was canceled. */
export function unfinished(
  run: RunState,
  message: ClaimedItem['message'],
  retryable: boolean,
): Extract<Ended, { kind: 'failed' }> {
  const sentence = reasonOf(run)
  const about = { ...message, workflowRunId: run.id }
  const steps = stepsText(run)
  const summary =
    steps === ''
      ? failureNotice(about, sentence)
      : resultOf(about, { message: `${sentence}\n\n${steps}`, agent: '', files: [] }, Date.now())
  return { kind: 'failed', failureClass: null, sentence, nextStep: null, retryable, summary }
}

export function reasonOf(run: RunState): string {
  const what = run.phase === 'canceled' ? 'The run was canceled' : 'The run failed'
  return `${what}: ${run.reason ?? 'nobody knows why'}`
}

/** What succeeded and what did not, a line each. */
export function stepsText(run: RunState): string {
  const lines = run.workflow.steps.flatMap(({ id }) => {
    const attempts = attemptsOf(run, id)
    const last = attempts.at(-1)
    if (last === undefined) return []
    const done = lastSuccess(run, id)
    const tries = attempts.length === 1 ? 'once' : `${attempts.length} times`
    if (last.state === 'succeeded') return [`- ${id}: done${last.summary ? ` (${oneLine(last.summary)})` : ''}`]
    const before = done === null ? '' : ', done before'
    return [`- ${id}: tried ${tries}${before}${last.reason === null ? '' : ` (${oneLine(last.reason)})`}`]
  })
  return lines.join('\n')
}
