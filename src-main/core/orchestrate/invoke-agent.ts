import type { RunSource } from '#shared/decision'
import type { FailureClass, Invocation } from '#shared/invocation'
import type { HomePaths } from '../ground/home-paths'
import { makeWorkingFolder } from '../ground/make-folder'
import type { ClaimedItem, Working } from '../lane/work'
import type { HandedFile } from '../provider/command-plan'
import type { Environment } from '../provider/environment'
import { finishedWork } from '../provider/finished-invocation'
import type { GateFailure, GateStep } from '../provider/gate'
import { newInvocationId } from '../provider/invocation-id'
import type { KnownPrograms } from '../provider/invocation-request'
import { providerOf } from '../provider/providers/registry'
import type { LiveSession, SessionKey } from '../provider/sessions'
import type { Ended, ProcessPort } from '../provider/sweep'
import type { ProviderSettings } from '../settings/provider-settings'
import type { Effective } from '../settings/settings'
import type { AgentSetting } from '../settings/settings-schema'
import { agentGroup } from './agent-group'
import { converse } from './converse'
import { invocationEnded } from './invocation-ended'
import type { Noted } from './noting-failure'
import { recordedFirst } from './recorded-first'
import { forItem, takenUp } from './taken-up'

/** One invocation of one agent. */
export interface AgentCall {
  readonly item: ClaimedItem
  readonly working: (now: Working) => void
  /** Called before the program may run, and awaited: what it throws keeps the program from starting. */
  readonly begins?: (invocationId: string) => Promise<void>
  readonly signal: AbortSignal
  /** Whose agent it is. */
  readonly source: RunSource
  /** The folder that holds `agents/<id>`. */
  readonly workspace: string
  readonly agentId: string
  readonly agent: AgentSetting
  readonly provider: ProviderSettings
  /** Made when it is not there. */
  readonly cwd: string
  /** Folders besides `cwd` that the agent may write to, and others that it may read. */
  readonly writable?: readonly string[]
  readonly readable?: readonly string[]
  /** The message's own files. */
  readonly handed?: readonly HandedFile[]
  readonly prompt: string
  readonly context: string
  readonly timeoutMs: number
  /** Null: a fresh conversation that nothing goes on with. */
  readonly conversation: string | null
  /** It has no part in the conversation, so a request for a fresh one stays for the agent that does the work. */
  readonly choosesOnly?: boolean
  /** Under which name a call without a conversation is kept as the beginning of one, by what it answered; null: not at all. */
  readonly keptAs?: (answer: string) => string | null
  /** The conversation begins anew. */
  readonly fresh?: boolean
  /** The session it goes on with, whatever its conversation has. */
  readonly session?: string
  /** Whoever called says what follows an error of its provider, in place of waiting it out. */
  readonly takesErrors?: boolean
  /** What it is to answer: an answer to the very same that an earlier life got and no item has is taken for it. */
  readonly work?: string
  /** As the record shows it; the item's by default. */
  readonly attempt?: number
  /** True for the agent whose slot the item was started in. */
  readonly inItsSlot?: boolean
}

export type AgentEnd =
  | { readonly kind: 'answered'; readonly text: string; readonly invocation: Invocation }
  | {
      readonly kind: 'failed'
      readonly failureClass: FailureClass | null
      readonly sentence: string
      readonly nextStep: string | null
      readonly retryable: boolean
      readonly invocation: Invocation | null
    }
  /** Its turn was finished without a word: what it did may be all there was to do, so nobody but a person can tell. */
  | {
      readonly kind: 'silent'
      readonly sentence: string
      readonly nextStep: string | null
      readonly invocation: Invocation
    }
  /** The model will not do it, which is its answer. */
  | {
      readonly kind: 'refused'
      readonly sentence: string
      readonly nextStep: string | null
      readonly invocation: Invocation
    }
  /** Its provider may not be asked now, which is not the agent's fault. */
  | {
      readonly kind: 'held'
      readonly sentence: string
      readonly nextStep: string | null
      readonly notBefore: number | null
      readonly group: string
    }
  /** The item has used up what it may cost. */
  | { readonly kind: 'too_dear'; readonly sentence: string; readonly nextStep: string }
  | { readonly kind: 'interrupted' }

export type InvokeAgent = (call: AgentCall) => Promise<AgentEnd>

export interface InvokeOptions {
  readonly paths: HomePaths
  readonly resourcesPath: string
  readonly environment: Environment
  readonly effective: () => Effective
  readonly sessions: { take(key: SessionKey, fresh: boolean): LiveSession }
  readonly gates: {
    succeeded(provider: string): void
    failed(provider: string, failure: GateFailure): GateStep
  }
  readonly spend: {
    itemHeld(lane: string, item: string): string | null
    recorded(invocation: Invocation): void
    /** What was spent is not known, so items wait; see `SpendWatch`. */
    readonly trouble?: string | null
  }
  /** Why a group may start nothing now. */
  readonly shutReason: (group: string) => string
  readonly onProgress: (invocation: Invocation) => void
  readonly onOutput: (id: string) => void
  readonly noted: Noted
  /** Told of processes of an attempt that had to be ended. */
  readonly ended: (processes: readonly Ended[]) => void
  /** Told of processes of an attempt that refused to die. */
  readonly left: (pids: readonly number[], invocationId: string) => void
  readonly processes?: ProcessPort
  readonly programs?: KnownPrograms
}

/**
 * Invokes agents: in a slot of their provider, within spend caps, in their conversation. Never rejects for what the agent or
 * its program does. An answer means that the invocation is recorded, counted and swept.
 */
export function agentInvoker(options: InvokeOptions): InvokeAgent {
  return async (call) => {
    const { item, signal, agent } = call
    // It costs nothing and needs no slot: its program has run.
    const standing =
      call.work === undefined ? null : await finishedWork(options.paths.invocations, forItem(item), call.work)
    if (standing !== null) return takenUp(standing, call, options)
    const tooDear = options.spend.itemHeld(item.lane, item.id)
    if (tooDear !== null && options.spend.trouble) {
      const group = agentGroup(call.source, call.agentId)
      return { kind: 'held', sentence: tooDear, nextStep: null, notBefore: null, group }
    }
    if (tooDear !== null) {
      const nextStep = 'Raise spend.item_usd in config.yaml, then requeue the item.'
      return { kind: 'too_dear', sentence: tooDear, nextStep }
    }
    const group = agentGroup(call.source, call.agentId)
    if (!call.inItsSlot) {
      const entered = await item.room.enter(group, signal)
      if (entered === 'aborted') return { kind: 'interrupted' }
      if (entered === 'shut') {
        return { kind: 'held', sentence: options.shutReason(group), nextStep: null, notBefore: null, group }
      }
    }
    const id = newInvocationId()
    const working: Working = {
      agent: call.agentId,
      provider: agent.provider,
      invocationId: id,
      permissions: providerOf(call.provider.kind).held(agent.permissions),
    }
    await call.begins?.(id)
    await makeWorkingFolder(call.cwd, options.paths.root)
    const onProgress = recordedFirst(options.onProgress, () => call.working(working))
    const outcome = await converse(call, id, { ...options, onProgress })
    const { refused } = outcome.invocation
    if (refused !== undefined) call.working({ ...working, refused: `${refused.sentence} ${refused.nextStep}` })
    return invocationEnded({ ...call, provider: agent.provider, group }, outcome, options)
  }
}
