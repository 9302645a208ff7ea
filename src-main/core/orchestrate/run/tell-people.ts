import { isOver } from '#shared/run'
import { interpolated, templateNames } from '../../settings/workflow/interpolate'
import type { NotifyWord, StepSpec } from '../../settings/workflow/workflow-spec'
import { lastAttempt, type RunState } from '../workflow/run-state'
import type { AdvancePort, Drive } from './advance-run'
import { valueNamed } from './step-values'

/** Tells what the workflow wants told of its run; once more where a crash came in between. */
export async function tellOfRun(run: RunState, word: NotifyWord, drive: Drive, port: AdvancePort): Promise<void> {
  const template = run.workflow.notify?.[word]
  const [step] = run.workflow.steps
  if (template !== undefined && step !== undefined) await tell(run, step, run.title, word, template, drive, port)
}

/** Tells that a step begins, unless it was only interrupted. */
export async function tellOfStart(run: RunState, step: StepSpec, drive: Drive, port: AdvancePort): Promise<void> {
  const template = step.notify?.on_start
  if (template === undefined || run.failures > 0 || lastAttempt(run, step.id)?.state === 'interrupted') return
  await tell(run, step, step.notify?.as ?? step.id, 'on_start', template, drive, port)
}

/** Tells how a step ended that is not tried again and asks nobody. `run`: as it is after that. */
export async function tellOfEnd(run: RunState, step: StepSpec, drive: Drive, port: AdvancePort): Promise<void> {
  if (step.notify === undefined) return
  const word = endOf(run, step)
  const template = word === null ? undefined : step.notify[word]
  if (word !== null && template !== undefined) await tell(run, step, step.notify.as, word, template, drive, port)
}

function endOf(run: RunState, step: StepSpec): 'on_done' | 'on_fail' | null {
  const state = lastAttempt(run, step.id)?.state
  if (state === 'succeeded') return 'on_done'
  const isTriedAgain = run.currentStep === step.id && !isOver(run.phase)
  if (state !== 'failed' || run.phase === 'waiting' || isTriedAgain) return null
  return run.skipped.includes(step.id) ? 'on_done' : 'on_fail'
}

async function tell(
  run: RunState,
  step: StepSpec,
  title: string,
  word: NotifyWord,
  template: string,
  drive: Drive,
  port: AdvancePort,
): Promise<void> {
  const scope = { run, step, attempt: lastAttempt(run, step.id)?.attempt ?? 1, outputPaths: {} }
  const own = new Map([
    ['workflow.run_title', run.title],
    ['workflow.error', lastAttempt(run, step.id)?.reason ?? run.reason ?? ''],
  ])
  const values = new Map<string, string>()
  // What is not there yet is left out: nothing waits for a notification.
  for (const name of templateNames(template)) values.set(name, own.get(name) ?? (await valueNamed(name, scope)) ?? '')
  const told = interpolated(template, values)
  const text = told.ok ? told.text : template
  port.told?.({ title, text, runId: run.id, itemId: drive.item.id, word })
}
