import { isOver } from '#shared/run'
import { attemptsOf, lastSuccess, type RunState } from '../workflow/run-state'
import { reasonOf, stepsText } from './run-ended'

/** How far a run is, in a sentence or a few. */
export function progressText(run: RunState): string {
  const title = run.title === '' ? '' : ` ("${run.title}")`
  const head = `${run.workflow.id}${title}: ${whereItIs(run)}`
  const steps = stepsText(run)
  const parts = [head, steps, run.costUsd === null ? '' : costText(run), `Run ${run.id}.`]
  return parts.filter((part) => part !== '').join('\n')
}

function whereItIs(run: RunState): string {
  if (run.phase === 'succeeded') return 'it is done.'
  if (isOver(run.phase)) return `${reasonOf(run)}.`.replace(/([.!?])\.$/, '$1')
  if (run.phase === 'queued') return 'it is in line.'
  if (run.phase === 'waiting') return `it waits for a decision: ${run.question?.reason ?? ''}`
  const { steps } = run.workflow
  const done = steps.filter(({ id }) => lastSuccess(run, id) !== null).length
  const attempts = run.currentStep === null ? 0 : attemptsOf(run, run.currentStep).length
  const tries = attempts > 1 ? `, attempt ${attempts}` : ''
  return `it is at "${run.currentStep ?? ''}"${tries}; ${done} of ${steps.length} steps are done.`
}

function costText({ costUsd, costEstimated }: RunState): string {
  return `It has cost ${costEstimated ? 'about ' : ''}$${(costUsd ?? 0).toFixed(2)} so far.`
}
