import { z } from 'zod'
import type { IncomingMessage } from '#shared/message'
import { foundJson, itemBounds } from '../ground/json-text'
import type { WorkflowSpec } from '../settings/workflow/workflow-spec'
import { unfenced } from './workflow/unfenced'

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

const actions = [
  'workflow_start',
  'workflow_status',
  'no_response',
  'command_invoke',
  'diagnostics_investigate',
] as const

/** The word of an action, however it is spelled; null for any other. */
function actionIn(word: string | null | undefined): (typeof actions)[number] | null {
  const plain = word
    ?.trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  return actions.find((action) => action === plain) ?? null
}

const SelectAnswer = z.looseObject({
  /** Left out it is no other's: the answer is that of this very asking. */
  selectorId: z.string().nullish(),
  status: z.string().nullish(),
  action: z.string().nullish(),
  selectedWorkflow: z.string().nullish(),
  functionId: z.string().nullish(),
  functionArgs: z.looseObject({}).nullish(),
  reason: z.string().max(20_000).nullish(),
})

/** DireClaw's functions that `workflow_status` does, as long as they name no run. */
const statusFunctions = new Set(['workflow.status', 'workflow.progress'])

export type Choice =
  | { readonly kind: 'workflow'; readonly workflow: string; readonly reason: string | null }
  | { readonly kind: 'status'; readonly reason: string | null }
  /** The message is not to be answered. */
  | { readonly kind: 'silent'; readonly reason: string | null }
  /** It asks for what is not done here, by the name it has. */
  | { readonly kind: 'refused'; readonly sentence: string; readonly nextStep: string }
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
export function selectPrompt(
  request: SelectRequest,
  agentPrompt: string | undefined,
  wrong: string | null,
  mayStaySilent = false,
): string {
  return [
    ...(agentPrompt === undefined ? [] : [agentPrompt.trim(), '']),
    'Choose the workflow that fits the user’s message in the request below. Do nothing else: do not carry the message out.',
    'Answer with exactly one JSON object and nothing around it:',
    `{"selectorId": ${JSON.stringify(request.selectorId)}, "status": "selected", "action": "workflow_start", "selectedWorkflow": "<id of an available workflow>", "reason": "<one sentence>"}`,
    'Use "action": "workflow_status" without "selectedWorkflow" when the user only asks how their work is going.',
    ...(mayStaySilent
      ? [
          'Use "action": "no_response" without "selectedWorkflow" when the message is not meant for you and needs no answer.',
        ]
      : []),
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
  const { selectorId, status, selectedWorkflow, reason = null } = parsed.data
  if (selectorId != null && selectorId !== request.selectorId) {
    return invalid(`its selectorId is "${selectorId.slice(0, 100)}", not "${request.selectorId}".`)
  }
  if (status === 'failed') return { kind: 'none', reason: reason ?? 'It gave no reason.' }
  const known = request.availableWorkflows.map(({ id }) => id)
  // An action says what is to be done under whichever key it stands.
  const misplaced = actionIn(status) ?? (known.includes(selectedWorkflow ?? '') ? null : actionIn(selectedWorkflow))
  const action = parsed.data.action == null ? misplaced : (actionIn(parsed.data.action) ?? parsed.data.action)
  if (status !== 'selected' && actionIn(status) === null && (status != null || action === null)) {
    return invalid(status == null ? 'it has no "status".' : `"status" is wrong: "${status.slice(0, 100)}".`)
  }
  const { functionId, functionArgs } = parsed.data
  if (action === 'workflow_status') return { kind: 'status', reason }
  if (action === 'no_response') return { kind: 'silent', reason }
  if (action === 'command_invoke') return commanded(functionId ?? '', functionArgs ?? {}, reason)
  if (action !== null && action !== 'workflow_start') return notDone(action)
  if (misplaced !== null && misplaced !== 'workflow_start') {
    return invalid(`it says both "${misplaced}" and "${action ?? 'workflow_start'}".`)
  }
  if (selectedWorkflow == null || !known.includes(selectedWorkflow)) {
    const named = selectedWorkflow == null ? 'no workflow' : `"${selectedWorkflow.slice(0, 100)}"`
    return invalid(`it selects ${named}; there is ${known.join(', ')}.`)
  }
  return { kind: 'workflow', workflow: selectedWorkflow, reason }
}

function commanded(id: string, args: object, reason: string | null): Choice {
  if (statusFunctions.has(id) && Object.keys(args).length === 0) return { kind: 'status', reason }
  const sentence = `The selector asks for the command "${id.slice(0, 100)}" (command_invoke), which no message can start here.`
  return { kind: 'refused', sentence, nextStep: 'See lanekeeper --help for the command that does it.' }
}

function notDone(action: string): Choice {
  const sentence = `The selector asks for the action "${action.slice(0, 100)}", which is not done here.`
  const nextStep =
    action === 'diagnostics_investigate'
      ? 'See lanekeeper run show latest, or the run’s page, for what happened.'
      : 'The actions are workflow_start, workflow_status and no_response.'
  return { kind: 'refused', sentence, nextStep }
}

function invalid(sentence: string): Choice {
  return { kind: 'invalid', sentence }
}
