import type { IncomingMessage } from '#shared/message'
import type { ProviderSettings } from '../settings/provider-settings'
import { selectorOf } from '../settings/selector-agent'
import type { Effective } from '../settings/settings'
import type { OrchestratorFile } from '../settings/settings-schema'
import { problemSentence } from '../settings/yaml-file'
import { addressedIn } from './addressed'

export type Route =
  | {
      readonly ok: true
      readonly orchestratorId: string
      readonly orchestrator: OrchestratorFile
      readonly agentId: string
      readonly agent: OrchestratorFile['agents'][string]
      readonly provider: ProviderSettings
      /** The message names this agent itself; `text` is what that is told. */
      readonly isAddressed: boolean
      readonly text: string
    }
  /** Nothing can answer this message as the settings stand; trying again cannot help. */
  | { readonly ok: false; readonly sentence: string; readonly nextStep: string }

const longestName = 200
const mostNamed = 20

/** What of a message says where it goes. */
export type Routed = Pick<IncomingMessage, 'channel' | 'channelProfileId'> &
  Partial<Pick<IncomingMessage, 'agent' | 'message'>>

/**
 * Which agent answers a message: the one it names, else the one that its orchestrator has for that. A message without a
 * profile goes to the one profile of its channel.
 */
export function routeOf(message: Routed, effective: Effective): Route {
  const { settings, orchestrators, problems } = effective
  const profileId = message.channelProfileId ?? profileOfChannel(message.channel, settings.channel_profiles)
  if (profileId === null) {
    return refused(
      `No channel profile of config.yaml has the channel "${shown(message.channel)}" as its only one.`,
      'Name a channelProfileId in the message, or add a profile under channel_profiles.',
    )
  }
  const profile = Object.hasOwn(settings.channel_profiles, profileId) ? settings.channel_profiles[profileId] : undefined
  if (profile === undefined) {
    return refused(
      `There is no channel profile "${shown(profileId)}".`,
      'Add it under channel_profiles in config.yaml.',
    )
  }
  const orchestratorId = profile.orchestrator_id
  const orchestrator = orchestrators.get(orchestratorId)
  if (orchestrator === undefined) {
    const problem = problems.find((one) => one.orchestratorId === orchestratorId)
    const cause =
      problem === undefined ? 'is not declared under orchestrators in config.yaml' : problemSentence(problem)
    return refused(
      `The orchestrator "${orchestratorId}" cannot be used: ${cause}`,
      'Mend its settings, then requeue the item.',
    )
  }
  const addressed = addressedIn(message, orchestrator.agents)
  if (addressed.kind === 'unknown') {
    const agents = Object.keys(orchestrator.agents)
    return refused(
      `The orchestrator "${orchestratorId}" has no agent "${shown(addressed.name)}".`,
      `It has ${agents.slice(0, mostNamed).join(', ')}${agents.length > mostNamed ? ' and others' : ''}.`,
    )
  }
  const isAddressed = addressed.kind === 'agent'
  const agentId = isAddressed ? addressed.agentId : selectorOf(orchestrator)
  const agent = agentId === null ? undefined : orchestrator.agents[agentId]
  const provider = agent === undefined ? undefined : settings.providers[agent.provider]
  if (agentId === null || agent === undefined || provider === undefined) {
    return refused(`The orchestrator "${orchestratorId}" has no agent that can answer.`, 'Mend its orchestrator.yaml.')
  }
  const text = isAddressed ? addressed.text : (message.message ?? '')
  return { ok: true, orchestratorId, orchestrator, agentId, agent, provider, isAddressed, text }
}

function profileOfChannel(channel: string, profiles: Effective['settings']['channel_profiles']): string | null {
  const ids = Object.keys(profiles).filter((id) => profiles[id]?.channel === channel)
  if (ids.includes(channel)) return channel
  return ids.length === 1 ? (ids[0] ?? null) : null
}

function refused(sentence: string, nextStep: string): Route {
  return { ok: false, sentence, nextStep }
}

/** A name out of a message, which may be of any length, as a sentence shows it. */
function shown(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName)}…` : name
}
