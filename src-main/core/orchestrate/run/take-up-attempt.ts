import { faultText } from '../../ground/fault-code'
import { keepTrying } from '../../lane/settle-item'
import { finishedInvocation } from '../../provider/finished-invocation'
import { takenUp } from '../taken-up'
import type { Next } from '../workflow/run-events'
import { lastAttempt, type RunState } from '../workflow/run-state'
import type { AdvancePort, Drive } from './advance-run'
import { writeResult } from './attempt-result'
import { type AttemptEnded, attemptEnded } from './make-attempt'
import { attemptPaths, runPaths } from './run-paths'
import { shellAnswer } from './run-shell'

/**
 * Writes down the result of an attempt that an earlier life made and did not get to write down, where what is kept of its
 * invocation says that its turn was finished. Answers whether the result stands now.
 */
export async function takeUpAttempt(
  run: RunState,
  { step, attempt }: Extract<Next, { kind: 'conclude' }>,
  { item, signal }: Pick<Drive, 'item' | 'signal'>,
  port: AdvancePort,
): Promise<boolean> {
  const { shell, now } = port
  const invocationId = lastAttempt(run, step.id)?.invocationId ?? null
  const finished = invocationId === null ? null : await finishedInvocation(shell.paths.invocations, invocationId)
  if (finished === null) return false
  const ended: AttemptEnded | { kind: 'interrupted' } =
    step.type === 'shell'
      ? ofShell(shellAnswer(finished.outcome, { item, signal }, shell))
      : attemptEnded(await takenUp(finished, { item, signal }, shell))
  if (ended.kind !== 'ended') return false
  const paths = attemptPaths(runPaths(run.workspace, run.id).folder, step.id, attempt)
  const refused = (error: unknown): void => {
    if (error === null) return
    const about = { itemId: item.id, invocationId: finished.outcome.invocation.id }
    shell.noted(`What an attempt ended with could not be written down: ${faultText(error)}.`, about)
  }
  const endedAt = finished.outcome.invocation.endedAt ?? now()
  await keepTrying(() => writeResult(paths, ended.answer, endedAt), refused, signal)
  return true
}

function ofShell(answer: ReturnType<typeof shellAnswer>): AttemptEnded {
  return answer === 'interrupted' ? { kind: 'interrupted' } : { kind: 'ended', answer }
}
