import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Invocation } from '#shared/invocation'
import type { HomePaths } from '../home/home-paths'
import { type Effective, workspacePath } from '../home/settings'
import { newInvocationId } from '../provider/invocation-id'
import type { InvocationOutcome } from '../provider/invocation-request'
import { runInvocation } from '../provider/run-invocation'
import { failureNotice, resultOf } from '../queue/failure-notice'
import type { ClaimedItem, Ended, Work } from '../queue/work'
import { answerOf } from './answer-text'
import { type Route, routeOf } from './route'

export interface AnswerOptions {
  readonly paths: HomePaths
  readonly resourcesPath: string
  readonly effective: () => Effective
  readonly onProgress: (invocation: Invocation) => void
  readonly onOutput: (id: string) => void
  /** Told of things worth a line in the log that do not change how the item ends. */
  readonly noted: (sentence: string, about: { readonly itemId: string; readonly invocationId: string }) => void
  /** Told of processes of an attempt that refused to die. */
  readonly left: (pids: readonly number[], invocationId: string) => void
}

/** Answers one message by one invocation of the agent its route names. */
export function answerMessages(options: AnswerOptions): Work {
  return async (item, signal, working) => {
    const effective = options.effective()
    const route = routeOf(item.message, effective)
    if (!route.ok) return failed(item, { ...route, failureClass: null, retryable: false })
    const id = newInvocationId()
    working({ agent: route.agentId, provider: route.agent.provider, invocationId: id })
    const cwd = join(workspacePath(options.paths, effective.settings, route.orchestratorId), 'workspace')
    await mkdir(cwd, { recursive: true, mode: 0o700 })
    const outcome = await invoke({ id, item, route, cwd, effective, signal }, options)
    for (const fault of outcome.faults) options.noted(fault.message, { itemId: item.id, invocationId: id })
    if (outcome.left.length > 0) options.left(outcome.left, id)
    const { conclusion } = outcome
    if (!conclusion.ok) {
      if (signal.aborted && conclusion.failureClass === 'cancelled') return { kind: 'interrupted' }
      return failed(item, { ...conclusion, sentence: conclusion.reason })
    }
    const answer = await answerOf(conclusion.text, [cwd])
    for (const file of answer.leftOut)
      options.noted(`A file was not sent: ${file}.`, { itemId: item.id, invocationId: id })
    return { kind: 'completed', result: resultOf(item.message, { ...answer, agent: route.agentId }, Date.now()) }
  }
}

interface Attempt {
  readonly id: string
  readonly item: ClaimedItem
  readonly route: Route & { readonly ok: true }
  readonly cwd: string
  readonly effective: Effective
  readonly signal: AbortSignal
}

function invoke(attempt: Attempt, options: AnswerOptions): Promise<InvocationOutcome> {
  const { item, route } = attempt
  return runInvocation(
    {
      id: attempt.id,
      lane: item.lane,
      itemId: item.id,
      itemFile: item.file,
      attempt: item.attempt,
      agent: { name: route.agentId, model: route.agent.model ?? null, permissions: route.agent.permissions },
      provider: { name: route.agent.provider, settings: route.provider },
      cwd: attempt.cwd,
      prompt: promptOf(item, route.agent.prompt),
      context: contextOf(item, route),
      session: { kind: 'fresh' },
      invocationsPath: options.paths.invocations,
      resourcesPath: options.resourcesPath,
      timeoutMs: attempt.effective.settings.limits.run_seconds * 1000,
    },
    { signal: attempt.signal, onProgress: options.onProgress, onOutput: options.onOutput },
  )
}

/** The message always stands below a line of ours, so that no beginning of it is taken for a command. */
function promptOf(item: ClaimedItem, agentPrompt: string | undefined): string {
  const { sender, channel, message } = item.message
  const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200)
  const standing = agentPrompt === undefined ? '' : `${agentPrompt.trim()}\n\n`
  return `${standing}Message from ${oneLine(sender)} on ${oneLine(channel)}:\n\n${message}\n`
}

function contextOf(item: ClaimedItem, route: Attempt['route']): string {
  const { lane, id, attempt, message } = item
  const context = { lane, itemId: id, attempt, orchestrator: route.orchestratorId, agent: route.agentId, message }
  return `${JSON.stringify(context, null, 2)}\n`
}

function failed(item: ClaimedItem, failure: Omit<Ended & { kind: 'failed' }, 'kind' | 'summary'>): Ended {
  const { failureClass, sentence, nextStep, retryable } = failure
  const summary = failureNotice(item.message, sentence)
  return { kind: 'failed', failureClass, sentence, nextStep, retryable, summary }
}
