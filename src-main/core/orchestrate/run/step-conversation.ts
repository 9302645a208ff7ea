import type { ClaimedItem } from '../../lane/work'
import type { StepSpec } from '../../settings/workflow/workflow-spec'
import { lastAttempt, type RunState } from '../workflow/run-state'

export interface StepConversation {
  /** As `AgentCall.conversation`; null: nothing goes on with it. */
  readonly conversation: string | null
  /** Begins it anew. */
  readonly fresh: boolean
}

/**
 * The conversation an agent's step goes on with: that of the message its run is for, in which the agent may also have answered
 * without a workflow. Only the item's own key keeps runs of it one after another, so a run that is driven by another item, or
 * has no conversation, has none to go on with. A review has one of its own: an agent that looks at its own work must not do
 * so with the memory of having done it. After an attempt that failed it begins anew, as that would be seen twice; one that
 * asked a person goes on with the answer, and one that owes its word with giving it.
 */
export function stepConversation(
  run: Pick<RunState, 'source' | 'steps'>,
  step: StepSpec,
  item: Pick<ClaimedItem, 'lane' | 'key' | 'message'>,
): StepConversation {
  const { lane, key, message } = item
  if (key === null || run.source.kind === 'queue' || message.workflowRunId !== undefined) {
    return { conversation: null, fresh: false }
  }
  const last = lastAttempt(run, step.id)
  return {
    conversation: step.type === 'agent_review' ? `${lane} ${key} review` : `${lane} ${key}`,
    fresh: last?.state === 'failed' && last.asked !== true && last.unsaid !== true,
  }
}
