import { join } from 'node:path'
import type { SelectionSummary } from '#shared/run'
import { freshClaim } from '../lane/item-name'
import type { ClaimedItem, Work } from '../lane/work'
import type { OrchestratorFile } from '../settings/settings-schema'
import type { WorkflowSpec } from '../settings/workflow/workflow-spec'
import type { AgentEnd, InvokeAgent } from './invoke-agent'
import type { Route } from './route'
import { type Choice, choiceIn, type SelectRequest, selectPrompt, selectRequest } from './select-request'
import { SelectionRecord } from './selection-files'

export type Selected =
  | { readonly kind: 'workflow'; readonly workflow: WorkflowSpec; readonly selection: SelectionSummary }
  /** The message only asks how things are going. */
  | { readonly kind: 'status' }
  /** The message is not to be answered. */
  | { readonly kind: 'silent'; readonly sentence: string }
  /** The selector insists on what is not done here. */
  | { readonly kind: 'refused'; readonly sentence: string; readonly nextStep: string }
  | { readonly kind: 'unselected'; readonly end: Extract<AgentEnd, { kind: 'held' | 'interrupted' | 'too_dear' }> }

export interface Selecting {
  readonly item: ClaimedItem
  readonly route: Route & { readonly ok: true }
  readonly workspace: string
  readonly signal: AbortSignal
  readonly working: Parameters<Work>[2]
}

/** An answer longer than this is no choice, and is not kept whole. */
const keptAnswer = 20_000

/**
 * Which workflow a message starts. One workflow needs no asking; else the selector agent is asked, again after an answer that
 * cannot be used, up to `selection_max_retries` more times, and then the default workflow is taken; a message that need not be
 * answered is left alone then.
 */
export async function selectWorkflow(selecting: Selecting, invoke: InvokeAgent): Promise<Selected> {
  const { item, route, workspace } = selecting
  const { orchestrator } = route
  const { workflows } = orchestrator
  const selectorId = `sel-${freshClaim()}`
  const fallback = defaultOf(orchestrator)
  const [only] = workflows
  const request = selectRequest(selectorId, item.message, workflows, fallback.id)
  const record = await SelectionRecord.begin(workspace, selectorId, request)
  if (only !== undefined && workflows.length === 1) {
    return decided(record, only, { selectorId, decidedBy: 'only', asked: 0, reason: null })
  }
  const addressed = isAddressed(item.message)
  const mayStaySilent = !addressed && item.message.isDirect === false
  let wrong: string | null = null
  let refused: Extract<Choice, { kind: 'refused' }> | null = null
  const withoutChoice = async (asked: number): Promise<Selected> => {
    if (!mayStaySilent) return decided(record, fallback, { selectorId, decidedBy: 'default', asked, reason: wrong })
    const reason = wrong ?? 'It gave none.'
    await record.ended({ selectorId, decidedBy: 'default', action: 'no_response', reason })
    return {
      kind: 'silent',
      sentence: `Left unanswered, as it is addressed to nobody and its selector made no choice: ${reason}`,
    }
  }
  for (let asked = 1; asked <= 1 + orchestrator.selection_max_retries; asked++) {
    const prompt = selectPrompt(request, route.agent.prompt, wrong, mayStaySilent)
    await record.asked(prompt, asked)
    const end = await ask(selecting, request, prompt, asked, invoke)
    if (end.kind === 'held' || end.kind === 'interrupted' || end.kind === 'too_dear') {
      await record.log({ event: end.kind })
      return { kind: 'unselected', end }
    }
    const choice: Choice =
      end.kind === 'answered' ? choiceIn(end.text, request) : { kind: 'invalid', sentence: end.sentence }
    const invocationId = end.invocation?.id ?? null
    const answer = end.kind === 'answered' ? end.text.slice(0, keptAnswer) : null
    await record.log({ event: 'answered', invocationId, answer, choice })
    if (choice.kind === 'status') {
      await record.ended({ selectorId, decidedBy: 'selector', action: 'workflow_status', reason: choice.reason })
      return { kind: 'status' }
    }
    if (choice.kind === 'workflow') {
      const workflow = workflows.find(({ id }) => id === choice.workflow) ?? fallback
      return decided(record, workflow, { selectorId, decidedBy: 'selector', asked, reason: choice.reason })
    }
    if (choice.kind === 'silent' && !addressed) {
      const reason = choice.reason ?? 'It gave no reason.'
      await record.ended({ selectorId, decidedBy: 'selector', action: 'no_response', reason })
      return { kind: 'silent', sentence: `Left unanswered, as its selector decided: ${reason}` }
    }
    refused = choice.kind === 'refused' ? choice : null
    if (choice.kind === 'silent') wrong = 'It chose no_response, and a message that is addressed to it is answered.'
    else wrong = choice.kind === 'none' ? choice.reason : choice.sentence
    // To ask again would bring the same: it chose nothing, the model refused, or it cannot be run as it is.
    const isFinal = end.kind === 'refused' || (end.kind === 'failed' && !end.retryable)
    if (choice.kind === 'silent' || choice.kind === 'none' || isFinal) {
      return withoutChoice(asked)
    }
  }
  if (refused !== null) {
    await record.ended({ selectorId, decidedBy: 'selector', action: 'refused', reason: refused.sentence })
    return refused
  }
  return withoutChoice(1 + orchestrator.selection_max_retries)
}

/** Said by the clients of channels in which others talk too: whether a message is for whoever answers. */
function isAddressed({ isDirect, isMentioned }: ClaimedItem['message']): boolean {
  return isDirect === true || isMentioned === true
}

async function decided(
  record: SelectionRecord,
  workflow: WorkflowSpec,
  selection: SelectionSummary,
): Promise<Selected> {
  await record.ended({ ...selection, action: 'workflow_start', selectedWorkflow: workflow.id })
  return { kind: 'workflow', workflow, selection }
}

function ask(
  { item, route, workspace, signal, working }: Selecting,
  request: SelectRequest,
  prompt: string,
  asked: number,
  invoke: InvokeAgent,
): Promise<AgentEnd> {
  return invoke({
    item,
    working,
    signal,
    source: { kind: 'orchestrator', name: route.orchestratorId },
    workspace,
    agentId: route.agentId,
    agent: route.agent,
    provider: route.provider,
    cwd: join(workspace, 'workspace'),
    prompt,
    context: `${JSON.stringify(request, null, 2)}\n`,
    timeoutMs: route.orchestrator.selector_timeout_seconds * 1000,
    conversation: null,
    choosesOnly: true,
    attempt: asked,
    inItsSlot: true,
  })
}

function defaultOf({ id, workflows, default_workflow: wanted }: OrchestratorFile): WorkflowSpec {
  const found = workflows.find((workflow) => workflow.id === wanted) ?? workflows[0]
  if (found === undefined) throw new Error(`the orchestrator ${id} has no workflows`)
  return found
}
