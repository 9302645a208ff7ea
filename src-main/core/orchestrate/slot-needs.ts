import type { RunSource } from '#shared/decision'
import type { Effective } from '../settings/settings'
import type { AgentSetting } from '../settings/settings-schema'
import type { WorkflowSpec } from '../settings/workflow/workflow-spec'
import { agentOfGroup, agentOwner } from './agent-group'
import { routeOf } from './route'

/** Whose slots the items of a group need now. */
export interface SlotNeeds {
  readonly provider: string
  /** `orchestrator/agent`. */
  readonly agent: string
}

/** The group that the items of a runbook queue wait in. */
export function queueGroup(lane: string): string {
  return `q${lane}`
}

/** The agents of an orchestrator or a runbook queue as the settings stand. */
export function agentsOf(source: RunSource, effective: Effective): Readonly<Record<string, AgentSetting>> {
  const { orchestrators, runbooks } = effective
  const found = source.kind === 'queue' ? runbooks.get(source.name) : orchestrators.get(source.name)
  return found?.agents ?? {}
}

/** The group of the items of a group that name the agent they are for. */
export function toAgent(group: string, agentId: string): string {
  return `@${agentId} ${group}`
}

/** What the items of a group need first, or null when that is no agent: they start, whatever becomes of them. */
export function slotNeedsIn(group: string, effective: Effective): SlotNeeds | null {
  const agent = agentOfGroup(group)
  if (agent !== null) return needsOf(agent.source, agent.agentId, effective)
  const name = group.slice(1)
  if (group.startsWith('q')) {
    return firstNeeds({ kind: 'queue', name }, effective.runbooks.get(name)?.pipeline ?? null, effective)
  }
  if (group === '') return null
  const [, agentName = null, others = group] = /^@(\S+) (.*)$/s.exec(group) ?? []
  const routed = { channel: others.slice(1), ...(others.startsWith('p') ? { channelProfileId: others.slice(1) } : {}) }
  const named = agentName === null ? null : routeOf({ ...routed, agent: agentName }, effective)
  // An agent that is there no more was a word of the text, or its messages start to be told so.
  const route = named?.ok ? named : routeOf(routed, effective)
  if (!route.ok) return null
  const source: RunSource = { kind: 'orchestrator', name: route.orchestratorId }
  const [only, ...more] = route.isAddressed ? [] : route.orchestrator.workflows
  if (only !== undefined && more.length === 0) return firstNeeds(source, only, effective)
  return needsOf(source, route.agentId, effective)
}

function firstNeeds(source: RunSource, workflow: WorkflowSpec | null, effective: Effective): SlotNeeds | null {
  const first = workflow?.steps[0]
  return first === undefined || first.type === 'shell' ? null : needsOf(source, first.agent, effective)
}

function needsOf(source: RunSource, agentId: string, effective: Effective): SlotNeeds | null {
  const agents = agentsOf(source, effective)
  const agent = Object.hasOwn(agents, agentId) ? agents[agentId] : undefined
  return agent === undefined ? null : { provider: agent.provider, agent: `${agentOwner(source)}/${agentId}` }
}
