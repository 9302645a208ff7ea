import { z } from 'zod'
import type { IncomingMessage } from '#shared/message'
import { foundJson, itemBounds } from '../home/json-text'
import { unfenced } from './workflow/unfenced'
import type { WorkflowSpec } from './workflow/workflow-spec'

/** What the selector agent is asked, in the words that DireClaw's selectors know. */
export interface SelectRequest {
  readonly selectorId: string
  readonly channelProfileId: string | null
  readonly messageId: string
  readonly conversationId?: string
  readonly userMessage: string
  readonly availableWorkflows: readonly {
    readonly id: string
    readonly description?: string
    readonly tags?: readonly string[]
  }[]
  readonly defaultWorkflow: string
}

/** A selector is shown the beginning of a longer message, which says what it is about. */
const longestChoice = 1_000_000
const longestAsked = 100_000

const SelectAnswer = z.looseObject({
  selectorId: z.string(),
  status: z.enum(['selected', 'failed']),
  action: z.string().default('workflow_start'),
  selectedWorkflow: z.string().nullish(),
  reason: z.string().max(20_000).nullish(),
})

export type Choice =
  | { readonly kind: 'workflow'; readonly workflow: string; readonly reason: string | null }
  | { readonly kind: 'status'; readonly reason: string | null }
  /** The selector says that it cannot choose, which asking again would not change. */
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly sentence: string }

export function selectRequest(
  selectorId: string,
  message: IncomingMessage,
  workflows: readonly WorkflowSpec[],
  defaultWorkflow: string,
): SelectRequest {
  return {
    selectorId,
    channelProfileId: message.channelProfileId ?? null,
    messageId: message.messageId,
    ...(message.conversationId === undefined ? {} : { conversationId: message.conversationId }),
    userMessage: message.message.slice(0, longestAsked),
    availableWorkflows: workflows.map(({ id, description, tags }) => ({
      id,
      ...(description === undefined ? {} : { description }),
      ...(tags.length === 0 ? {} : { tags }),
    })),
    defaultWorkflow,
  }
}

/** The prompt for a selector. `wrong` says what was the matter with its last answer. */
export function selectPrompt(request: SelectRequest, agentPrompt: string | undefined, wrong: string | null): string {
  return [
    ...(agentPrompt === undefined ? [] : [agentPrompt.trim(), '']),
    'Choose the workflow that fits the user’s message in the request below. Do nothing else: do not carry the message out.',
    'Answer with exactly one JSON object and nothing around it:',
    `{"selectorId": ${JSON.stringify(request.selectorId)}, "status": "selected", "action": "workflow_start", "selectedWorkflow": "<id of an available workflow>", "reason": "<one sentence>"}`,
    'Use "action": "workflow_status" without "selectedWorkflow" when the user only asks how their work is going.',
    'Use "status": "failed" with a reason when nothing fits.',
    ...(wrong === null ? [] : ['', `Your last answer could not be used: ${wrong}`]),
    '',
    'The request, as JSON:',
    JSON.stringify(request, null, 2),
    '',
  ].join('\n')
}

/** Reads a selector's answer. A code fence around the object is let pass; anything else around it is not. */
export function choiceIn(answer: string, request: SelectRequest): Choice {
  const text = unfenced(answer)
  if (text.length > longestChoice) return invalid('it is too long.')
  const found = foundJson(text, itemBounds)
  if (!found.ok)
    return invalid(`it is not one JSON object (${found.sentence.replace(/^The file /, 'it ').replace(/\.$/, '')}).`)
  const parsed = SelectAnswer.safeParse(found.value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return invalid(`"${issue?.path.join('.') ?? ''}" is wrong: ${issue?.message ?? 'unknown'}.`)
  }
  const { selectorId, status, action, selectedWorkflow, reason = null } = parsed.data
  if (selectorId !== request.selectorId) {
    return invalid(`its selectorId is "${selectorId.slice(0, 100)}", not "${request.selectorId}".`)
  }
  if (status === 'failed') return { kind: 'none', reason: reason ?? 'It gave no reason.' }
  if (action === 'workflow_status') return { kind: 'status', reason }
  if (action !== 'workflow_start') return invalid(`the action "${action.slice(0, 100)}" is not known.`)
  const known = request.availableWorkflows.map(({ id }) => id)
  if (selectedWorkflow == null || !known.includes(selectedWorkflow)) {
    const named = selectedWorkflow == null ? 'no workflow' : `"${selectedWorkflow.slice(0, 100)}"`
    return invalid(`it selects ${named}; there is ${known.join(', ')}.`)
  }
  return { kind: 'workflow', workflow: selectedWorkflow, reason }
}

function invalid(sentence: string): Choice {
  return { kind: 'invalid', sentence }
}
