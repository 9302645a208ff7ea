import { type AgentSetting, AgentSetting as AgentShape } from '../settings-schema'
import type { WhenSpent } from '../workflow/workflow-spec'
import { agentCommand } from './agent-command'
import type { RunbookAgent } from './runbook-schema'

/** An agent of a runbook, and how often a step that runs it is tried. */
export interface AgentPlan {
  readonly setting: AgentSetting
  /** The text its command line starts it with; null: none. */
  readonly prompt: string | null
  /** Attempts beyond the first. */
  readonly retries: number
  readonly whenSpent: WhenSpent
}

export type PlannedAgent =
  | { readonly ok: true; readonly plan: AgentPlan }
  | { readonly ok: false; readonly field: string; readonly sentence: string }

/** What a runbook's agent is here. Without `on_dead` a person is asked when it fails. */
export function plannedAgent(agent: RunbookAgent): PlannedAgent {
  const read = agent.run === undefined ? null : agentCommand(agent.run)
  if (read?.ok === false) return { ok: false, field: 'run', sentence: read.sentence }
  const command = read === null ? null : read.command
  const provider = agent.provider ?? command?.provider
  if (provider === undefined) {
    const sentence = 'this key is missing; it names one of the providers of config.yaml'
    return { ok: false, field: 'provider', sentence }
  }
  const model = agent.model ?? command?.model
  const permissions = agent.permissions ?? command?.permissions
  const parsed = AgentShape.safeParse({
    provider,
    ...(model === undefined ? {} : { model }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(agent.allow_project_config === undefined ? {} : { allow_project_config: agent.allow_project_config }),
    ...(agent.timeout === undefined ? {} : { timeout_seconds: agent.timeout / 1000 }),
  })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return { ok: false, field: String(issue?.path[0] ?? 'provider'), sentence: issue?.message ?? 'it cannot be used' }
  }
  const program = { args: command?.args ?? [], ...(command?.binary === undefined ? {} : { binary: command.binary }) }
  const isPlain = program.args.length === 0 && command?.binary === undefined
  const setting = isPlain ? parsed.data : { ...parsed.data, program }
  return { ok: true, plan: { setting, prompt: command?.prompt ?? null, ...policyOf(agent) } }
}

function policyOf({ on_dead }: RunbookAgent): Pick<AgentPlan, 'retries' | 'whenSpent'> {
  switch (on_dead?.action) {
    case 'recover':
    case 'resume':
      return { retries: on_dead.attempts, whenSpent: 'escalate' }
    case 'gate':
      return { retries: 0, whenSpent: 'fail' }
    case 'fail':
    case 'done':
      return { retries: 0, whenSpent: on_dead.action }
    case 'escalate':
    case undefined:
      return { retries: 0, whenSpent: 'escalate' }
  }
}
