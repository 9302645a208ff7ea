import type { FailureClass } from '#shared/invocation'
import { AgentError, type AgentErrorRule, type StepSpec } from '../../settings/workflow/workflow-spec'
import { attemptsOf, type RunState, type StepAttempt } from './run-state'

/** Words of programs, their libraries and the system for a server that cannot be reached. */
const offline =
  /\b(?:ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENETDOWN|ECONNREFUSED|ECONNRESET|ETIMEDOUT)\b|\b(?:connection|network) error\b|no internet|\boffline\b|network is (?:unreachable|down)|unable to connect|could not (?:connect|resolve host)|failed to (?:connect|lookup)|error sending request|dns error|temporary failure in name resolution/i

/** Which error ended an attempt, or null where it was another failure. */
export function agentErrorOf(failureClass: FailureClass | null, sentence: string): AgentError | null {
  const named = AgentError.safeParse(failureClass)
  if (named.success) return named.data
  return failureClass === 'non_zero_exit' && offline.test(sentence.slice(0, 8192)) ? 'no_internet' : null
}

/** What a step says of an error. Whoever says something of errors has a person asked about those it does not name. */
export function ruleFor(step: StepSpec, error: AgentError | undefined): AgentErrorRule | null {
  if (step.type === 'shell' || step.on_error === undefined || error === undefined) return null
  return step.on_error.find(({ match }) => match === undefined || match === error) ?? { action: 'escalate' }
}

/** Failed attempts of the present visit of a step. */
export function visitFailures(run: RunState, step: StepSpec): StepAttempt[] {
  const isFailure = ({ state, asked, unsaid }: StepAttempt): boolean =>
    state === 'failed' && asked !== true && unsaid !== true
  const failed = attemptsOf(run, step.id).filter(isFailure)
  return run.failures === 0 ? [] : failed.slice(-run.failures)
}

/** How many of these ended as the last one did: with the same error, or with none of which the step says something. */
export function likeTheLast(step: StepSpec, failures: readonly StepAttempt[]): number {
  const kindOf = ({ error }: StepAttempt): AgentError | null => (ruleFor(step, error) === null ? null : (error ?? null))
  const last = failures.at(-1)
  return last === undefined ? 0 : failures.filter((one) => kindOf(one) === kindOf(last)).length
}

/** What an agent is told in place of its prompt after the failure that was the last of this visit; null: its prompt. */
export function againOf(run: RunState, step: StepSpec): NonNullable<AgentErrorRule['again']> | null {
  const last = visitFailures(run, step).at(-1)
  if (step.type === 'shell' || last === undefined) return null
  const rule = ruleFor(step, last.error)
  return (rule === null ? step.again : rule.again) ?? null
}

/** How long passes before the next attempt of a step that failed, in seconds. */
export function cooldownAfter(run: RunState, step: StepSpec): number {
  const failures = visitFailures(run, step)
  if (likeTheLast(step, failures) < 2) return 0
  const rule = ruleFor(step, failures.at(-1)?.error)
  return (rule === null ? step.limits.cooldown_seconds : rule.cooldown_seconds) ?? 0
}
