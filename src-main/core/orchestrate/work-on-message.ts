import type { HomePaths } from '../ground/home-paths'
import { resultOf } from '../lane/failure-notice'
import type { Result } from '../lane/lane-moves'
import { asksProgress } from '../lane/run-words'
import type { ClaimedItem, Ended, Work } from '../lane/work'
import { unmarkFinished } from '../provider/finished-marks'
import { type Effective, workspacePath } from '../settings/settings'
import { answerDirectly, failed, unanswered } from './answer-directly'
import { cut } from './answer-text'
import type { ConversationTurns } from './conversation-turns'
import type { InvokeAgent } from './invoke-agent'
import { LoopBreaker } from './loop-breaker'
import { filesNamed } from './message-files'
import { messageInputs } from './message-inputs'
import type { Noted } from './noting-failure'
import { routeOf } from './route'
import type { FinalAnswer } from './run/final-answer'
import type { Runs } from './runs'
import { selectWorkflow } from './select-workflow'
import { forItem } from './taken-up'
import type { RunState } from './workflow/run-state'

export interface MessageWorkOptions {
  readonly paths: HomePaths
  readonly effective: () => Effective
  readonly invoke: InvokeAgent
  readonly runs: Runs
  readonly noted: Noted
  readonly turns: ConversationTurns
}

/** The agent's name in answers that no agent gave. */
const own = 'lanekeeper'

/** What a message starts: it goes on with its run, asks about one, or begins what its orchestrator makes of it. */
export function workOnMessages(options: MessageWorkOptions): Work {
  const { runs } = options
  const breaker = new LoopBreaker({
    asked: runs.itemDecisions,
    turns: options.turns,
    noted: options.noted,
    most: () => options.effective().settings.limits.max_same_answers,
    now: Date.now,
  })
  return async (item, signal, working) => {
    const begun = runs.ofItem(item)
    if (begun !== null) return workOn(begun, item, signal, working, breaker, options)
    const { workflowRunId } = item.message
    if (workflowRunId !== undefined) return aboutRun(workflowRunId, item, signal, working, breaker, options)
    const looping = await breaker.held(item)
    if (looping !== null) return looping
    const effective = options.effective()
    const route = routeOf(item.message, effective)
    if (!route.ok) return failed(item, { ...route, failureClass: null, retryable: false })
    const workspace = workspacePath(options.paths, effective.settings, route.orchestratorId)
    // Whoever names an agent asks for no workflow.
    if (route.isAddressed || route.orchestrator.workflows.length === 0) {
      const ended = await answerDirectly(item, { ...route, workspace }, signal, working, {
        ...options,
        asked: runs.itemDecisions,
        answered: (text) => breaker.answered(item, text),
      })
      return letGo(ended, item, options)
    }
    const selected = await selectWorkflow({ item, route, workspace, signal, working }, options.invoke)
    if (selected.kind === 'unselected') return unanswered(item, selected.end)
    if (selected.kind === 'refused') return failed(item, { ...selected, failureClass: null, retryable: false })
    if (selected.kind === 'silent') return { kind: 'completed', result: null, sentence: selected.sentence }
    if (selected.kind === 'status') return answered(item, runs.progressOf(item.message), null)
    const { workflow, selection } = selected
    if (selection.decidedBy === 'default') {
      const sentence = `Its selector chose no workflow, so the default "${workflow.id}" is started: ${selection.reason ?? ''}`
      options.noted(sentence, { itemId: item.id, invocationId: '' })
    }
    const { channel, inputs } = messageInputs(item.message, workflow, selection.selectorId)
    const run = await runs.create({
      source: { kind: 'orchestrator', name: route.orchestratorId },
      workspace,
      workflow,
      limits: route.orchestrator.workflow_orchestration,
      item: { lane: item.lane, id: item.id },
      channel,
      inputs,
      files: filesNamed(item.message),
      title: item.message.message,
      selection,
    })
    return workOn(run, item, signal, working, breaker, options)
  }
}

/** Once its lane has moved the item, nobody looks for what its agent said any more. */
function letGo(ended: Ended, item: ClaimedItem, { paths }: MessageWorkOptions): Ended {
  if (ended.kind === 'interrupted' || ended.kind === 'held') return ended
  return {
    ...ended,
    after: async () => {
      try {
        await ended.after?.()
      } finally {
        await unmarkFinished(paths.invocations, forItem(item))
      }
    },
  }
}

function workOn(
  run: RunState,
  item: ClaimedItem,
  signal: AbortSignal,
  working: Parameters<Work>[2],
  breaker: LoopBreaker,
  { runs }: MessageWorkOptions,
): Promise<Ended> {
  return runs.work(run, item, signal, working, {
    // The run's own limits are its retries.
    retryable: false,
    finish: async (over, answer) => {
      await breaker.answered(item, answer.text)
      return runResult(item, over, answer)
    },
  })
}

/** A message that names a run: the one it was put in line for, or one that somebody asks or tells something. */
async function aboutRun(
  id: string,
  item: ClaimedItem,
  signal: AbortSignal,
  working: Parameters<Work>[2],
  breaker: LoopBreaker,
  options: MessageWorkOptions,
): Promise<Ended> {
  const { runs } = options
  const adopted = await runs.adopt(id, { lane: item.lane, id: item.id }, item.message.messageId)
  if (adopted !== null) return workOn(adopted, item, signal, working, breaker, options)
  const run = await runs.get(id)
  if (run === null) {
    const sentence = `There is no run "${id.slice(0, 100)}".`
    return failed(item, {
      failureClass: null,
      sentence,
      nextStep: 'See the Runs page for those there are.',
      retryable: false,
    })
  }
  const text = asksProgress(item.message.message) ? runs.progressText(run) : await runs.told(run, item.message)
  return answered(item, text, run.id)
}

function answered({ message }: ClaimedItem, text: string, runId: string | null): Ended {
  const about = runId === null ? message : { ...message, workflowRunId: runId }
  return { kind: 'completed', result: resultOf(about, { message: cut(text), agent: own, files: [] }, Date.now()) }
}

function runResult(item: ClaimedItem, run: RunState, { text, files, agent, stepId }: FinalAnswer): Result {
  const about = { ...item.message, workflowRunId: run.id, ...(stepId === null ? {} : { workflowStepId: stepId }) }
  return resultOf(about, { message: cut(text), agent: agent ?? own, files }, Date.now())
}
