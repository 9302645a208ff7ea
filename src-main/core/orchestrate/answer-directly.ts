import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { Decision } from '#shared/decision'
import { oneLine } from '#shared/one-line'
import type { HomePaths } from '../ground/home-paths'
import { writtenJson } from '../ground/written-json'
import { failureNotice, resultOf } from '../lane/failure-notice'
import type { ClaimedItem, Ended, Work } from '../lane/work'
import type { Effective } from '../settings/settings'
import { grantedWorkspaces, type SharedWorkspace } from '../settings/workspaces'
import { shownPath } from './allowed-file'
import { answerOf } from './answer-text'
import { type Asked, answersText, askPerson, itemConversation, mostQuestions, waiting } from './asking'
import { silentQuestion } from './decisions/item-decision'
import type { ItemDecisions } from './decisions/item-decisions'
import type { AgentEnd, InvokeAgent } from './invoke-agent'
import { filesNamed, filesText, type MessageFiles, messageFiles } from './message-files'
import type { About, Noted } from './noting-failure'
import { askingText, questionIn } from './question-in'
import type { Route } from './route'
import { existing, sharedText } from './shared-folders'

export interface AnswerOptions {
  readonly paths: Pick<HomePaths, 'files'>
  readonly effective: () => Effective
  readonly invoke: InvokeAgent
  readonly noted: Noted
  readonly asked: Asked & Pick<ItemDecisions, 'askAbout'>
  /** Told what the message is answered with. */
  readonly answered: (text: string) => Promise<void>
}

const silentNotice =
  'This message waits for a person: its agent finished without a word, so somebody looks at what it did first.'

type Found = Route & { readonly ok: true; readonly workspace: string }

/** Answers a message by one invocation of its orchestrator's agent: what an orchestrator without workflows does. */
export async function answerDirectly(
  item: ClaimedItem,
  route: Found,
  signal: AbortSignal,
  working: Parameters<Work>[2],
  options: AnswerOptions,
): Promise<Ended> {
  const { limits } = options.effective().settings
  const { agent, agentId, workspace, orchestratorId } = route
  const questions = await options.asked.questionsOf(item)
  const open = questions.find(({ resolution }) => resolution === null)
  if (open !== undefined) return waiting(item, open, options.asked)
  const { private_workspace: own } = agent
  const cwd = own === undefined ? join(workspace, 'workspace') : resolve(workspace, own)
  const granted = await existing(grantedWorkspaces(options.effective(), orchestratorId, agent))
  const shared = granted.map(({ path }) => path)
  const folders = [options.paths.files, cwd, ...shared]
  const attached = await messageFiles(filesNamed(item.message), folders)
  for (const { path, why } of attached.refused) {
    options.noted(`A file of the message was not handed on, ${shownPath(path)}: ${why}.`, notInvoked(item))
  }
  const mayWrite = agent.permissions !== 'ask-nothing-risky'
  const end = await options.invoke({
    item,
    working,
    signal,
    source: { kind: 'orchestrator', name: orchestratorId },
    workspace,
    agentId,
    agent,
    provider: route.provider,
    cwd,
    writable: mayWrite ? shared : [],
    readable: mayWrite ? [] : shared,
    handed: attached.files,
    prompt: promptOf(item, route, [answersText(questions), sharedText(granted), filesText(attached)]),
    context: await contextOf(item, route, granted, attached),
    timeoutMs: Math.min(agent.timeout_seconds ?? limits.run_seconds, limits.run_seconds) * 1000,
    // Items that are their own key have no conversation but what their agent and a person say to each other.
    conversation:
      item.key === null ? (questions.length > 0 ? itemConversation(item) : null) : `${item.lane} ${item.key}`,
    work: workOf(item, questions),
    keptAs: (text) => (questionIn(text) === null ? null : itemConversation(item)),
    inItsSlot: true,
  })
  if (end.kind === 'silent') {
    const question = await options.asked.askAbout(item, silentQuestion(end.sentence, end.invocation.id))
    const notice = resultOf(item.message, { message: silentNotice, agent: '', files: [] }, Date.now())
    return { kind: 'waiting', sentence: question, notice, after: () => options.asked.followUp(item) }
  }
  if (end.kind !== 'answered' && end.kind !== 'refused') return unanswered(item, end)
  const said = end.kind === 'refused' ? end.sentence : end.text
  const question = questionIn(said)
  if (question !== null && questions.length < mostQuestions) {
    return askPerson(item, questions.length + 1, route, question, options.asked)
  }
  if (question !== null) {
    const sentence = `Its agent asked a person ${mostQuestions} times and has another question: ${question.question}`
    return failed(item, { failureClass: null, sentence, nextStep: null, retryable: false })
  }
  const answer = await answerOf(said, folders)
  const about = { itemId: item.id, invocationId: end.invocation.id }
  for (const { path, why } of answer.leftOut) {
    options.noted(`A file was not sent, ${shownPath(path)}: ${why}.`, about)
  }
  await options.answered(answer.message)
  return { kind: 'completed', result: resultOf(item.message, { ...answer, agent: end.invocation.agent }, Date.now()) }
}

/** What an agent is asked with a message: the same words of the same item, and what a person has answered since. */
function workOf({ arrivedAt, message }: ClaimedItem, questions: readonly Decision[]): string {
  const hash = createHash('sha256').update(`${arrivedAt} ${message.messageId}\n`)
  for (const path of filesNamed(message)) hash.update(`${path}\n`)
  for (const { id, resolution } of questions) hash.update(`${id} ${resolution?.at ?? ''}\n`)
  return hash.update(message.message).digest('hex')
}

/** How an item ends whose agent gave no answer. */
export function unanswered(
  item: ClaimedItem,
  end: Exclude<AgentEnd, { kind: 'answered' | 'silent' | 'refused' }>,
): Ended {
  switch (end.kind) {
    case 'interrupted':
      return { kind: 'interrupted' }
    case 'held': {
      const { sentence, nextStep, notBefore } = end
      return { kind: 'held', sentence, nextStep, notBefore }
    }
    case 'too_dear':
      return failed(item, { ...end, failureClass: null, retryable: false })
    case 'failed':
      return failed(item, end)
  }
}

export function failed(
  item: ClaimedItem,
  failure: Omit<Ended & { kind: 'failed' }, 'kind' | 'summary' | 'after'>,
): Ended {
  const { failureClass, sentence, nextStep, retryable } = failure
  const summary = failureNotice(item.message, sentence)
  return { kind: 'failed', failureClass, sentence, nextStep, retryable, summary }
}

/**
 * The message always stands below a line of ours, so that no beginning of it is taken for a command, and what is told of its
 * surroundings above it, where it cannot be taken for a part of it.
 */
function promptOf(item: ClaimedItem, { agent, text }: Found, surroundings: readonly string[]): string {
  const { sender, channel } = item.message
  const standing = agent.prompt === undefined ? '' : `${agent.prompt.trim()}\n\n`
  const head = [askingText, ...surroundings, `Message from ${oneLine(sender)} on ${oneLine(channel)}:`]
  return `${standing}${head.filter((part) => part !== '').join('\n')}\n\n${text}\n`
}

function contextOf(
  item: ClaimedItem,
  route: Found,
  sharedWorkspaces: readonly SharedWorkspace[],
  { files }: MessageFiles,
): Promise<string> {
  const { lane, id, attempt, message } = item
  const { orchestratorId: orchestrator, agentId: agent } = route
  const paths = files.map(({ path }) => path)
  return writtenJson({ lane, itemId: id, attempt, orchestrator, agent, files: paths, sharedWorkspaces, message })
}

const notInvoked = (item: ClaimedItem): About => ({ itemId: item.id, invocationId: '' })
