import type { InvocationOutcome } from '../provider/invocation-request'
import type { AgentCall, AgentEnd, InvokeOptions } from './invoke-agent'
import { notingFailure } from './noting-failure'
import { agentErrorOf } from './workflow/agent-errors'

/** The parts of `InvokeOptions` that an ended invocation needs. */
export type InvocationEndOptions = Pick<InvokeOptions, 'noted' | 'ended' | 'left' | 'spend' | 'gates'>

/** What is told, counted and decided of an invocation that has ended. `group`: whose slots it needs when it is held. */
export async function invocationEnded(
  {
    item,
    signal,
    provider,
    group,
    session,
    takesErrors,
  }: Pick<AgentCall, 'item' | 'signal' | 'session' | 'takesErrors'> & {
    readonly provider: string
    readonly group: string
  },
  outcome: InvocationOutcome,
  options: InvocationEndOptions,
): Promise<AgentEnd> {
  const { conclusion, invocation } = outcome
  const { id } = invocation
  const about = { itemId: item.id, invocationId: id }
  for (const fault of outcome.faults) options.noted(fault.message, about)
  if (outcome.sessionReplaced) options.noted('The program began a new conversation instead of resuming.', about)
  if (outcome.ended.length > 0) options.ended(outcome.ended)
  if (outcome.left.length > 0) options.left(outcome.left, id)
  await notingFailure('What the run used could not be noted', about, options.noted, () =>
    options.spend.recorded(invocation),
  )
  if (conclusion.ok) {
    options.gates.succeeded(provider)
    for (const notice of conclusion.notices) options.noted(notice, about)
    return { kind: 'answered', text: conclusion.text, invocation }
  }
  const { failureClass, reason: sentence, nextStep, retryable } = conclusion
  if (signal.aborted && failureClass === 'cancelled') return { kind: 'interrupted' }
  if (conclusion.silent || failureClass === 'refused') {
    options.gates.succeeded(provider)
    return { kind: conclusion.silent ? 'silent' : 'refused', sentence, nextStep, invocation }
  }
  // Whatever there was of that conversation is forgotten, so this cannot come a second time.
  if (conclusion.fresh && outcome.invocation.conversation === 'resumed') {
    // A session that was asked for by its name is still named the next time.
    if (session !== undefined) return { kind: 'failed', failureClass, sentence, nextStep, retryable, invocation }
    return { kind: 'held', sentence, nextStep, notBefore: null, group }
  }
  const step = options.gates.failed(provider, { ...conclusion, sentence, item: `${item.lane}/${item.id}` })
  const isTaken = takesErrors === true && agentErrorOf(failureClass, sentence) !== null
  if (step.free && !isTaken) return { kind: 'held', sentence, nextStep, notBefore: step.notBefore, group }
  return { kind: 'failed', failureClass, sentence, nextStep, retryable, invocation }
}
