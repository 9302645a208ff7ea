import type { StepSpec } from '../../settings/workflow/workflow-spec'
import { remembers } from '../converse'
import { attemptsOf, type RunState } from '../workflow/run-state'
import { lastSession } from './last-session'
import type { AttemptPort } from './make-attempt'
import { stepAgent } from './step-agent'
import { resultBlockText } from './step-prompt'

/** Whether the agent of a step can be asked, in the session that did its work, how that went. */
export async function canGiveWord(run: RunState, step: StepSpec, port: AttemptPort): Promise<boolean> {
  if (step.type === 'shell') return false
  const found = stepAgent(run, step.agent, port.effective())
  if (!found.ok || !remembers(found.provider)) return false
  return (await lastSession(run, step.id, port.shell.paths.invocations)) !== null
}

/** Why the word of the last attempt counts for none. */
export function lastReason(run: RunState, step: StepSpec): string | null {
  return attemptsOf(run, step.id).findLast(({ state }) => state === 'failed')?.reason ?? null
}

/** The whole prompt of an attempt that is to give the word that an earlier one owes. */
export function wordPrompt(run: RunState, step: StepSpec, attempt: number, why: string): string {
  const parts = [
    `Step "${step.id}" of the workflow "${run.workflow.id}", attempt ${attempt}.`,
    'What you have done in this step stands. Do nothing of it again, run nothing and change no file.',
    `Only your word on it is missing. ${why}`,
    resultBlockText(run),
    'Answer with that block now, about the work that you have done.',
  ]
  return `${parts.join('\n\n')}\n`
}
