import { type AgentSetting, AgentSetting as AgentShape } from '../../home/settings-schema'
import type { RunbookAgent } from './runbook-schema'

/** An agent of a runbook, and how often a step that runs it is tried. */
export interface AgentPlan {
  readonly setting: AgentSetting
  /** Attempts beyond the first. */
  readonly retries: number
  readonly whenSpent: 'fail' | 'escalate'
}

export type PlannedAgent =
  | { readonly ok: true; readonly plan: AgentPlan }
  | { readonly ok: false; readonly field: string; readonly sentence: string }

/** What a runbook's agent is here. Without `on_dead` its step fails with it. */
export function plannedAgent(agent: RunbookAgent): PlannedAgent {
  const command = agent.run === undefined ? {} : commandOf(agent.run)
  if ('sentence' in command) return { ok: false, field: 'run', sentence: command.sentence }
  const provider = agent.provider ?? command.provider
  if (provider === undefined) {
    const sentence = 'this key is missing; it names one of the providers of config.yaml'
    return { ok: false, field: 'provider', sentence }
  }
  const model = agent.model ?? command.model
  const permissions = agent.permissions ?? command.permissions
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
  return { ok: true, plan: { setting: parsed.data, ...policyOf(agent) } }
}

function policyOf({ on_dead }: RunbookAgent): Pick<AgentPlan, 'retries' | 'whenSpent'> {
  switch (on_dead?.action) {
    case 'recover':
      return { retries: on_dead.attempts, whenSpent: 'escalate' }
    case 'escalate':
      return { retries: 0, whenSpent: 'escalate' }
    default:
      return { retries: 0, whenSpent: 'fail' }
  }
}

interface Command {
  readonly provider?: string
  readonly model?: string
  readonly permissions?: 'full'
}

const providers: Readonly<Record<string, string>> = { claude: 'anthropic', codex: 'openai' }
/** Flags that say what is done here anyway. */
const implied = /^(?:-p|--print|exec|--json|--verbose|"?\$\{prompt\}"?)$/
const unbounded = new Set(['--dangerously-skip-permissions', '--dangerously-bypass-approvals-and-sandbox'])

/** What the command line of an agent says of its provider, model and permissions. */
function commandOf(line: string): Command | { readonly sentence: string } {
  const [program = '', ...words] = line.trim().split(/\s+/)
  const name = program.split('/').at(-1) ?? ''
  const provider = Object.hasOwn(providers, name) ? providers[name] : undefined
  if (provider === undefined) {
    return { sentence: `"${name}" is neither claude nor codex; name a provider of config.yaml as provider instead` }
  }
  let command: Command = { provider }
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const [, inline] = /^--model=(.+)$/.exec(word) ?? []
    if (implied.test(word)) continue
    if (unbounded.has(word)) command = { ...command, permissions: 'full' }
    else if (inline !== undefined) command = { ...command, model: inline }
    else if ((word === '--model' || word === '-m') && words[at + 1] !== undefined) {
      command = { ...command, model: words[++at] ?? '' }
    } else return { sentence: `"${word.slice(0, 60)}" cannot be said here; args of the provider in config.yaml can` }
  }
  return command
}
