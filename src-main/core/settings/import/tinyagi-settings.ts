import { parseDocument } from 'yaml'
import { z } from 'zod'
import { excessIn } from '../../ground/text-bounds'
import { withoutNothings } from '../workflow/as-written'

const telling = ['agents', 'models', 'model', 'channels', 'channel', 'custom_providers', 'teams']

const Name = z.string().min(1).max(200)
const Text = z.string().max(100_000)
const Key = z.string().max(10_000)

const Agent = z.preprocess(
  withoutNothings,
  z.looseObject({
    name: Text.optional(),
    provider: Name.default('anthropic'),
    model: z.string().max(200).optional(),
    working_directory: z.string().max(4096).optional(),
    system_prompt: Text.optional(),
    prompt_file: z.string().max(4096).optional(),
  }),
)
const CustomProvider = z.looseObject({ harness: z.enum(['claude', 'codex']), base_url: Key, api_key: Key })
const Models = z.looseObject({
  provider: Name.optional(),
  anthropic: z.looseObject({ model: Name.optional(), api_key: Key.optional(), oauth_token: Key.optional() }).optional(),
  openai: z.looseObject({ model: Name.optional(), api_key: Key.optional() }).optional(),
  opencode: z.looseObject({ model: Name.optional() }).optional(),
})

/** `settings.json` of TinyAGI and, before it had that name, of TinyClaw: only what can be carried over or has to be told. */
export const TinyagiSettings = z.preprocess(
  asNewest,
  z.looseObject({
    workspace: z.looseObject({ path: z.string().max(4096).optional() }).optional(),
    channels: z
      .looseObject({
        enabled: z.array(Name).max(100).default([]),
        defaults: z.record(Name, z.looseObject({ agentId: Name })).default({}),
      })
      .prefault({}),
    models: Models.prefault({}),
    agents: z.record(Name, Agent).default({}),
    custom_providers: z.record(Name, CustomProvider).default({}),
    teams: z
      .record(Name, z.looseObject({ agents: z.array(Name).default([]), leader_agent: Name.optional() }))
      .default({}),
    monitoring: z.looseObject({ heartbeat_interval: z.number().min(0).max(31_536_000).optional() }).prefault({}),
  }),
)
export type TinyagiSettings = z.infer<typeof TinyagiSettings>

/** Whether a file that is no `config.yaml` is one of these: by keys that no other has. */
export function isTinyagi(text: string): boolean {
  const value = valueIn(text)
  if (!isFields(value)) return false
  if (isFields(value.models) || isFields(value.teams) || isFields(value.custom_providers)) return true
  if (typeof value.model === 'string' && (typeof value.channel === 'string' || typeof value.channels === 'string'))
    return true
  return (
    isFields(value.agents) &&
    Object.values(value.agents).some((agent) => isFields(agent) && 'working_directory' in agent)
  )
}

/** Whether a value says anything that these files say; any object would do otherwise. */
export function saysSomething(value: unknown): boolean {
  return isFields(value) && telling.some((key) => key in value)
}

/** What a text says as JSON, or as the YAML that takes the slips in JSON which TinyAGI mends; undefined for neither. */
export function valueIn(text: string): unknown {
  if (excessIn(text, 'yaml') !== null) return undefined
  try {
    const document = parseDocument(text.replace(/^\uFEFF/, ''), { prettyErrors: false, uniqueKeys: false })
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 })
  } catch {
    return undefined
  }
}

/** The oldest shape has its keys side by side: `channel` or `channels` as a text, `model`, `heartbeat_interval`. */
function asNewest(value: unknown): unknown {
  if (!isFields(value) || typeof value.model !== 'string' || isFields(value.models)) return withoutNothings(value)
  const { model, channel, channels, heartbeat_interval: interval } = value
  const named = typeof channels === 'string' ? channels : channel === 'both' ? 'discord,whatsapp' : channel
  const enabled = typeof named === 'string' ? named.split(',').map((one) => one.trim()) : []
  return {
    channels: { enabled: enabled.filter((one) => one !== '') },
    models: { anthropic: { model } },
    monitoring: typeof interval === 'number' ? { heartbeat_interval: interval } : {},
  }
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
