import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Invocation } from '#shared/invocation'
import { faultText } from '../home/fault-code'
import type { HomePaths } from '../home/home-paths'
import { type Effective, workspacePath } from '../home/settings'
import type { SessionPlan } from '../provider/command-plan'
import type { Environment } from '../provider/environment'
import type { GateFailure, GateStep } from '../provider/gate'
import { newInvocationId } from '../provider/invocation-id'
import type { InvocationOutcome } from '../provider/invocation-request'
import type { ProviderSettings } from '../provider/provider-settings'
import { claimResetFlags } from '../provider/reset-flags'
import { runInvocation } from '../provider/run-invocation'
import type { LiveSession, SessionKey } from '../provider/sessions'
import type { ProcessPort } from '../provider/sweep'
import { failureNotice, resultOf } from '../queue/failure-notice'
import type { ClaimedItem, Ended, Work } from '../queue/work'
import { agentFolder } from './agent-folder'
import { answerOf } from './answer-text'
import { type Route, routeOf } from './route'

export interface AnswerOptions {
  readonly paths: HomePaths
  readonly resourcesPath: string
  readonly environment: Environment
  readonly effective: () => Effective
  readonly sessions: { take(key: SessionKey, fresh: boolean): LiveSession }
  readonly gates: { succeeded(provider: string): void; failed(provider: string, failure: GateFailure): GateStep }
  readonly spend: { itemHeld(lane: string, item: string): string | null; recorded(invocation: Invocation): void }
  readonly onProgress: (invocation: Invocation) => void
  readonly onOutput: (id: string) => void
  /** Told of things worth a line in the log that do not change how the item ends. */
  readonly noted: (sentence: string, about: { readonly itemId: string; readonly invocationId: string }) => void
  /** Told of processes of an attempt that refused to die. */
  readonly left: (pids: readonly number[], invocationId: string) => void
  readonly processes?: ProcessPort
}

interface Attempt {
  readonly id: string
  readonly item: ClaimedItem
  readonly route: Route & { readonly ok: true }
  readonly cwd: string
  readonly effective: Effective
  readonly signal: AbortSignal
}

/** Answers one message by one invocation of the agent its route names. */
export function answerMessages(options: AnswerOptions): Work {
  return async (item, signal, working) => {
    const effective = options.effective()
    const route = routeOf(item.message, effective)
    if (!route.ok) return failed(item, { ...route, failureClass: null, retryable: false })
    const tooDear = options.spend.itemHeld(item.lane, item.id)
    if (tooDear !== null) {
      const nextStep = 'Raise spend.item_usd in config.yaml, then requeue the item.'
      return failed(item, { failureClass: null, sentence: tooDear, nextStep, retryable: false })
    }
    const id = newInvocationId()
    const { provider, permissions } = route.agent
    working({ agent: route.agentId, provider, invocationId: id, permissions })
    const cwd = join(workspacePath(options.paths, effective.settings, route.orchestratorId), 'workspace')
    await mkdir(cwd, { recursive: true, mode: 0o700 })
    const outcome = await converse({ id, item, route, cwd, effective, signal }, options)
    const about = { itemId: item.id, invocationId: id }
    for (const fault of outcome.faults) options.noted(fault.message, about)
    if (outcome.sessionReplaced) options.noted('The program began a new conversation instead of resuming.', about)
    if (outcome.left.length > 0) options.left(outcome.left, id)
    await beside('What the run used could not be noted', about, options, () =>
      options.spend.recorded(outcome.invocation),
    )
    const { conclusion } = outcome
    if (!conclusion.ok) {
      if (signal.aborted && conclusion.failureClass === 'cancelled') return { kind: 'interrupted' }
      const failure = { ...conclusion, sentence: conclusion.reason }
      const step = options.gates.failed(provider, { ...failure, item: `${item.lane}/${item.id}` })
      if (!step.free) return failed(item, failure)
      return { kind: 'held', sentence: failure.sentence, nextStep: failure.nextStep, notBefore: step.notBefore }
    }
    options.gates.succeeded(provider)
    const answer = await answerOf(conclusion.text, [cwd])
    for (const file of answer.leftOut) options.noted(`A file was not sent: ${file}.`, about)
    return { kind: 'completed', result: resultOf(item.message, { ...answer, agent: route.agentId }, Date.now()) }
  }
}

/** One run inside its conversation: which session it goes on with, and what the next one will go on with. */
async function converse(attempt: Attempt, options: AnswerOptions): Promise<InvocationOutcome> {
  const { item, route, cwd, effective } = attempt
  const workspace = workspacePath(options.paths, effective.settings, route.orchestratorId)
  const flags = await claimResetFlags([options.paths.root, agentFolder(workspace, route.agentId)], attempt.id)
  const about = { itemId: item.id, invocationId: attempt.id }
  let started = false
  try {
    // Items that are their own key have no conversation, and runs of them would not be one after another.
    const session =
      item.key === null || !remembers(route.provider)
        ? null
        : options.sessions.take(
            {
              provider: route.agent.provider,
              agent: `${route.orchestratorId}/${route.agentId}`,
              conversation: `${item.lane} ${item.key}`,
              cwd,
            },
            flags.any,
          )
    try {
      const outcome = await invoke(attempt, session?.plan ?? { kind: 'fresh' }, options)
      const { conclusion, invocation } = outcome
      started = invocation.pid !== null && invocation.failureClass !== 'spawn_failed'
      await beside('The conversation could not be kept', about, options, () => {
        if (!started) session?.untouched()
        else if (!conclusion.ok || conclusion.sessionId === null) session?.end(null)
        else session?.end({ id: conclusion.sessionId, usage: conclusion.sessionUsage })
      })
      return outcome
    } finally {
      session?.untouched()
    }
  } finally {
    await beside('A reset flag could not be settled', about, options, () => flags.settle(started))
  }
}

/** The work is done and must not be done again because something beside it went wrong. */
async function beside(
  trouble: string,
  about: Parameters<AnswerOptions['noted']>[1],
  { noted }: AnswerOptions,
  step: () => void | Promise<void>,
): Promise<void> {
  try {
    await step()
  } catch (error) {
    noted(`${trouble}: ${faultText(error)}.`, about)
  }
}

/** A command only goes on with a conversation when it is told which. */
function remembers(provider: ProviderSettings): boolean {
  return provider.kind !== 'command' || provider.argv.some((word) => word.includes('{session_id}'))
}

function invoke(attempt: Attempt, session: SessionPlan, options: AnswerOptions): Promise<InvocationOutcome> {
  const { item, route } = attempt
  const { limits, prices } = attempt.effective.settings
  const { model = null, permissions, allow_project_config: allowProjectConfig, timeout_seconds } = route.agent
  return runInvocation(
    {
      id: attempt.id,
      lane: item.lane,
      itemId: item.id,
      itemFile: item.file,
      attempt: item.attempt,
      orchestrator: route.orchestratorId,
      agent: { name: route.agentId, model, permissions, allowProjectConfig },
      provider: { name: route.agent.provider, settings: route.provider },
      cwd: attempt.cwd,
      prompt: promptOf(item, route.agent.prompt),
      context: contextOf(item, route),
      session,
      invocationsPath: options.paths.invocations,
      resourcesPath: options.resourcesPath,
      timeoutMs: Math.min(timeout_seconds ?? limits.run_seconds, limits.run_seconds) * 1000,
      prices,
    },
    {
      signal: attempt.signal,
      onProgress: options.onProgress,
      onOutput: options.onOutput,
      environment: options.environment,
      quietMs: limits.quiet_seconds * 1000,
      ...(options.processes === undefined ? {} : { processes: options.processes }),
    },
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
