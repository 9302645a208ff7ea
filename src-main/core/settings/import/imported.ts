import { join } from 'node:path'
import { stringify } from 'yaml'
import { builtInChannels } from '#shared/message'
import type { TinyagiSettings } from './tinyagi-settings'

/** What becomes of a foreign settings file: the texts of ours, and what could not be carried over, a sentence each. */
export interface Imported {
  readonly config: string
  readonly orchestrator: string
  readonly agents: readonly string[]
  readonly remarks: readonly string[]
}

type Fields = Record<string, unknown>
const id = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/
const custom = 'custom:'

/** `prompts` are the texts of the agents' prompt files, null for one that cannot be read. Without agents none can be carried over, as the remarks say. */
export function imported(
  settings: TinyagiSettings,
  prompts: ReadonlyMap<string, string | null>,
  home: string,
): Imported {
  const remarks: string[] = []
  const all = agentsOf(settings, home)
  const agents: Fields = {}
  for (const [name, agent] of Object.entries(all)) {
    const provider = providerOf(agent.provider, settings)
    if (provider === null || !id.test(name)) {
      const why = id.test(name)
        ? `has no provider "${agent.provider}"`
        : 'takes letters, digits, _ and - in a name only'
      remarks.push(`The agent "${name}" is left out: Lanekeeper ${why}.`)
      continue
    }
    const prompt = agent.system_prompt ?? (agent.prompt_file === undefined ? undefined : prompts.get(name))
    if (prompt === null)
      remarks.push(`The prompt file ${agent.prompt_file} of "${name}" cannot be read; give it a prompt.`)
    if ('heartbeat' in agent)
      remarks.push(`"${name}" has a heartbeat of its own; here all agents have that of monitoring.`)
    agents[name] = {
      provider,
      ...(agent.model ? { model: agent.model } : {}),
      ...(agent.working_directory === undefined ? {} : { private_workspace: agent.working_directory }),
      ...(prompt == null || prompt.trim() === '' ? {} : { prompt }),
    }
  }
  const names = Object.keys(agents)
  const usual = ['tinyagi', 'default'].find((name) => names.includes(name)) ?? names[0]
  if (usual === undefined) return { config: '', orchestrator: '', agents: [], remarks }
  remarks.push(...leftOut(settings, usual), ...strays(settings))
  const interval = settings.monitoring.heartbeat_interval
  const channels = [...new Set([...builtInChannels, ...settings.channels.enabled.filter((name) => id.test(name))])]
  const config = {
    ...providersIn(settings),
    ...(interval === undefined ? {} : { monitoring: { heartbeat_interval: interval } }),
    orchestrators: { main: {} },
    channel_profiles: Object.fromEntries(channels.map((channel) => [channel, { channel, orchestrator_id: 'main' }])),
  }
  const orchestrator = { id: 'main', selector_agent: usual, agents, workflows: [] }
  return { config: stringify(config), orchestrator: stringify(orchestrator), agents: names, remarks }
}

/** As TinyAGI has it: without agents there is one, of the models. */
function agentsOf({ agents, models, workspace }: TinyagiSettings, home: string): TinyagiSettings['agents'] {
  if (Object.keys(agents).length > 0) return agents
  const provider =
    models.provider ?? (['openai', 'opencode'] as const).find((name) => models[name] !== undefined) ?? 'anthropic'
  const known = provider === 'openai' || provider === 'opencode' ? models[provider] : models.anthropic
  const folder = join(workspace?.path ?? join(home, 'tinyagi-workspace'), 'tinyagi')
  return { tinyagi: { provider, model: known?.model, working_directory: folder } }
}

function providerOf(named: string, { custom_providers: others }: TinyagiSettings): string | null {
  if (named === 'anthropic' || named === 'openai') return named
  const own = named.startsWith(custom) ? named.slice(custom.length) : ''
  return Object.hasOwn(others, own) && id.test(own) ? own : null
}

function providersIn({ models, custom_providers: others }: TinyagiSettings): { providers?: Fields } {
  const key = (name: string, value: string | undefined): Fields => (value ? { [name]: value } : {})
  const claude = {
    ...key('ANTHROPIC_API_KEY', models.anthropic?.api_key),
    ...key('CLAUDE_CODE_OAUTH_TOKEN', models.anthropic?.oauth_token),
  }
  const codex = key('OPENAI_API_KEY', models.openai?.api_key)
  const own = Object.entries(others).flatMap(([name, { harness, base_url: url, api_key: secret }]) => {
    if (!id.test(name)) return []
    const env =
      harness === 'claude'
        ? { ANTHROPIC_BASE_URL: url, ANTHROPIC_AUTH_TOKEN: secret }
        : { OPENAI_BASE_URL: url, OPENAI_API_KEY: secret }
    return [[name, { kind: harness === 'claude' ? 'anthropic' : 'openai', env }] as const]
  })
  const providers: Fields = {
    ...(Object.keys(claude).length === 0 ? {} : { anthropic: { env: claude } }),
    ...(Object.keys(codex).length === 0 ? {} : { openai: { env: codex } }),
    ...Object.fromEntries(own),
  }
  return Object.keys(providers).length === 0 ? {} : { providers }
}

const known = ['workspace', 'channels', 'models', 'agents', 'custom_providers', 'teams', 'monitoring']
const knownOfAgent = ['name', 'provider', 'model', 'working_directory', 'system_prompt', 'prompt_file', 'heartbeat']
const mostStrays = 20

/** Keys that nothing is known of, which may be misspelt. */
function strays(settings: TinyagiSettings): string[] {
  const own = Object.keys(settings).filter((key) => !known.includes(key))
  const ofAgents = Object.entries(settings.agents).flatMap(([name, agent]) =>
    Object.keys(agent).flatMap((key) => (knownOfAgent.includes(key) ? [] : [`agents.${name}.${key}`])),
  )
  const all = [...own, ...ofAgents]
  if (all.length === 0) return []
  const more = all.length > mostStrays ? ` and ${all.length - mostStrays} more` : ''
  return [`Nothing is known here of ${all.slice(0, mostStrays).join(', ')}${more}, so that is left out.`]
}

function leftOut({ teams, channels }: TinyagiSettings, usual: string): string[] {
  const ofTeams = Object.entries(teams).map(([name, { agents, leader_agent: leader }]) => {
    const how = leader === undefined ? '' : `; write to @${leader}`
    return `The team "${name}" (${agents.join(', ')}) is left out: there are no teams here${how}.`
  })
  const ofChannels = Object.entries(channels.defaults).flatMap(([channel, { agentId }]) =>
    agentId === usual
      ? []
      : [
          `Messages of ${channel} are answered by "${usual}", not by "${agentId}"; give it an orchestrator of its own, or write to @${agentId}.`,
        ],
  )
  const tokens = channels.enabled.some((name) => Object.hasOwn(channels, name))
    ? ['The tokens of channels stay where their clients read them.']
    : []
  return [
    ...ofTeams,
    ...ofChannels,
    ...tokens,
    'Agents had all permissions; here they have workspace-write, unless their "permissions" say full.',
  ]
}
