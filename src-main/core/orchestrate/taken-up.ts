import type { ClaimedItem } from '../lane/work'
import type { FinishedInvocation } from '../provider/finished-invocation'
import type { ForItem } from '../provider/finished-marks'
import { type InvocationEndOptions, invocationEnded } from './invocation-ended'
import type { AgentCall, AgentEnd, InvokeOptions } from './invoke-agent'
import { notingFailure } from './noting-failure'

const words = 'Its agent had finished when Lanekeeper ended, so it goes on from what that said.'

export function forItem({ lane, id }: Pick<ClaimedItem, 'lane' | 'id'>): ForItem {
  return { lane, itemId: id }
}

/**
 * Goes on from a run that had finished its turn when an earlier life was cut off, as if it had ended just now. May come to it
 * again, when this life is cut off as well: what it notes is then noted again under the same names.
 */
export async function takenUp(
  finished: FinishedInvocation,
  {
    item,
    signal,
    keptAs,
    working,
  }: Pick<AgentCall, 'item' | 'signal' | 'keptAs'> & Partial<Pick<AgentCall, 'working'>>,
  options: InvocationEndOptions & Pick<InvokeOptions, 'sessions'>,
): Promise<AgentEnd> {
  const { outcome } = finished
  const { agent, provider, id: invocationId, permissions = null } = outcome.invocation
  const about = { itemId: item.id, invocationId }
  working?.({ agent, provider, invocationId, permissions, takenUp: true })
  options.noted(words, about)
  await notingFailure('The conversation could not be kept', about, options.noted, () => {
    keepSession(finished, keptAs, options)
  })
  return invocationEnded({ item, signal, provider, group: '' }, outcome, options)
}

/** What the conversation goes on with, under the names that the run itself was begun with. */
function keepSession(
  { outcome: { conclusion, invocation }, reading }: FinishedInvocation,
  keptAs: AgentCall['keptAs'],
  { sessions }: Pick<InvokeOptions, 'sessions'>,
): void {
  const { provider, agent, orchestrator, cwd } = invocation
  const owned = orchestrator === undefined ? agent : `${orchestrator}/${agent}`
  const put = (conversation: string, next: Parameters<ReturnType<typeof sessions.take>['end']>[0]): void =>
    sessions.take({ provider, agent: owned, conversation, cwd }, true).end(next)
  const next =
    conclusion.ok && conclusion.sessionId !== null ? { id: conclusion.sessionId, usage: conclusion.sessionUsage } : null
  const kept = conclusion.ok && reading.remembers ? (keptAs?.(conclusion.text) ?? null) : null
  if (reading.conversation !== null) put(reading.conversation, next)
  else if (kept !== null && next !== null) put(kept, next)
}
