import { suggestion } from '../../ground/nearest'
import { kindFacts } from '../provider-settings'
import type { ValueProblem } from '../schema-problems'
import type { Settings } from '../settings-schema'
import { plannedAgent } from './agent-plan'
import type { PipelineAgent } from './agent-texts'
import type { Runbook } from './runbook-schema'

export interface RunbookAgents {
  readonly agents: ReadonlyMap<string, PipelineAgent>
  readonly problems: readonly ValueProblem[]
}

/** The agents of a runbook, and what is wrong with them; each provider must be one of the settings'. */
export function runbookAgents(runbook: Runbook, settings: Settings): RunbookAgents {
  const known = Object.keys(settings.providers)
  const agents = new Map<string, PipelineAgent>()
  const problems: ValueProblem[] = []
  for (const [name, setting] of Object.entries(runbook.agent)) {
    const planned = plannedAgent(setting)
    if (!planned.ok) {
      problems.push({ path: ['agent', name, planned.field], sentence: planned.sentence })
      continue
    }
    const { provider, program } = planned.plan.setting
    const kind = Object.hasOwn(settings.providers, provider) ? settings.providers[provider]?.kind : undefined
    if (program !== undefined && kind !== undefined && !kindFacts[kind].keys.has('binary')) {
      const sentence = `the provider "${provider}" runs a program of its own, which none of these options is for`
      problems.push({ path: ['agent', name, 'run'], sentence })
    }
    agents.set(name, { setting, plan: planned.plan })
    if (known.includes(provider)) continue
    const near = suggestion(provider, known) || `; there is ${known.join(', ')}`
    problems.push({ path: ['agent', name, 'provider'], sentence: `there is no provider "${provider}"${near}` })
  }
  return { agents, problems }
}
