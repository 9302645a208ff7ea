import type { SessionPlan } from '../provider/command-plan'
import type { InvocationOutcome } from '../provider/invocation-request'
import { providerOf } from '../provider/providers/registry'
import { claimResetFlags } from '../provider/reset-flags'
import { runInvocation } from '../provider/run-invocation'
import type { SessionKey } from '../provider/sessions'
import type { ProviderSettings } from '../settings/provider-settings'
import { agentFolder } from './agent-folder'
import { agentOwner } from './agent-group'
import type { AgentCall, InvokeOptions } from './invoke-agent'
import { notingFailure } from './noting-failure'

/** One run inside its conversation: which session it goes on with, and what the next one will go on with. */
export async function converse(call: AgentCall, id: string, options: InvokeOptions): Promise<InvocationOutcome> {
  const { agentId, conversation, provider } = call
  const keyOf = (name: string): SessionKey => ({
    provider: call.agent.provider,
    agent: `${agentOwner(call.source)}/${agentId}`,
    conversation: name,
    cwd: call.cwd,
  })
  const flags = await claimResetFlags(call.choosesOnly ? [] : flagFolders(call, options), id)
  const about = { itemId: call.item.id, invocationId: id }
  let started = false
  try {
    const session =
      conversation === null || !remembers(provider)
        ? null
        : options.sessions.take(keyOf(conversation), flags.any || call.fresh === true)
    try {
      const plan = planOf(call, session?.plan ?? { kind: 'fresh' }, flags.any)
      const outcome = await invoke(call, id, plan, session === null ? null : conversation, options)
      const { conclusion, invocation } = outcome
      const { failureClass } = invocation
      started = invocation.pid !== null && failureClass !== 'spawn_failed' && failureClass !== 'missing_binary'
      await notingFailure('The conversation could not be kept', about, options.noted, () => {
        if (!started) session?.untouched()
        else if (!conclusion.ok || conclusion.sessionId === null) session?.end(null)
        else {
          const next = { id: conclusion.sessionId, usage: conclusion.sessionUsage }
          const kept = conversation === null && remembers(provider) ? (call.keptAs?.(conclusion.text) ?? null) : null
          if (kept !== null) options.sessions.take(keyOf(kept), true).end(next)
          session?.end(next)
        }
      })
      return outcome
    } finally {
      session?.untouched()
    }
  } finally {
    await notingFailure('A reset flag could not be settled', about, options.noted, () => flags.settle(started))
  }
}

function planOf({ session, provider }: AgentCall, plan: SessionPlan, fresh: boolean): SessionPlan {
  if (session === undefined || fresh || !remembers(provider)) return plan
  // The conversation's own tells what it has used so far.
  return plan.kind === 'resume' && plan.id === session ? plan : { kind: 'resume', id: session }
}

/** Where a request for a fresh conversation may lie: for whichever agent runs next in the home or the orchestrator, or for this one. */
function flagFolders({ workspace, agentId, source }: AgentCall, { paths }: InvokeOptions): string[] {
  const own = agentFolder(workspace, agentId)
  return source.kind === 'orchestrator' ? [paths.root, workspace, own] : [paths.root, own]
}

/** A command only goes on with a conversation when it is told which. */
export function remembers(provider: ProviderSettings): boolean {
  return providerOf(provider.kind).remembers(provider)
}

function invoke(
  call: AgentCall,
  id: string,
  session: SessionPlan,
  conversation: string | null,
  options: InvokeOptions,
): Promise<InvocationOutcome> {
  const { item, agent } = call
  const { limits, prices } = options.effective().settings
  const { model = null, permissions, allow_project_config: allowProjectConfig } = agent
  return runInvocation(
    {
      id,
      lane: item.lane,
      itemId: item.id,
      itemFile: item.file,
      attempt: call.attempt ?? item.attempt,
      orchestrator: agentOwner(call.source),
      agent: { name: call.agentId, model, permissions, allowProjectConfig },
      provider: { name: agent.provider, settings: call.provider },
      cwd: call.cwd,
      writable: call.writable ?? [],
      readable: call.readable ?? [],
      handed: call.handed ?? [],
      prompt: call.prompt,
      context: call.context,
      session,
      conversation,
      work: call.work ?? null,
      invocationsPath: options.paths.invocations,
      resourcesPath: options.resourcesPath,
      timeoutMs: call.timeoutMs,
      prices,
    },
    {
      signal: call.signal,
      onProgress: options.onProgress,
      onOutput: options.onOutput,
      environment: options.environment,
      quietMs: limits.quiet_seconds * 1000,
      ...(options.processes === undefined ? {} : { processes: options.processes }),
      ...(options.programs === undefined ? {} : { programs: options.programs }),
    },
  )
}
