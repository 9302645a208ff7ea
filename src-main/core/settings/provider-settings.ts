import { z } from 'zod'
import { Permissions, ProviderKind } from '#shared/invocation'

export { Permissions, ProviderKind }

const Text = z.string().max(4096)
const Name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/i, 'a provider name holds letters, digits, _ and - only')
const EnvName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not a name for an environment variable')
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** Where a program's answer is found. Fields are dotted paths: `message.text`. */
export const OutputRule = z.union([
  z.literal('text'),
  z.strictObject({ json: Text.min(1) }),
  z.strictObject({
    jsonl: z.strictObject({ where: z.record(z.string(), Scalar).default({}), field: Text.min(1) }),
  }),
])
export type OutputRule = z.infer<typeof OutputRule>

export const StdinRule = z.enum(['prompt', 'instruction', 'none'])
export type StdinRule = z.infer<typeof StdinRule>

const env = z.record(EnvName, z.string().max(65_536))
const models = z.record(z.string().min(1).max(200), z.string().min(1).max(200))
const maxConcurrent = z.int().min(1).max(1000)

/** One entry of `providers:` as a person writes it; which keys apply is decided by its kind. */
const ProviderEntry = z.strictObject({
  kind: ProviderKind.optional(),
  binary: Text.min(1).optional(),
  argv: z.array(Text).min(1).max(200).optional(),
  args: z.array(Text).max(200).optional(),
  env: env.optional(),
  stdin: StdinRule.optional(),
  output: OutputRule.optional(),
  models: models.optional(),
  max_concurrent: maxConcurrent.optional(),
})
export type ProviderEntry = z.infer<typeof ProviderEntry>

const shared = { env, models, max_concurrent: maxConcurrent.nullable() }
const AgentProgram = { binary: z.string(), args: z.array(z.string()), ...shared }

/** A provider with every default filled in. */
export const ProviderSettings = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('anthropic'), ...AgentProgram }),
  z.strictObject({ kind: z.literal('openai'), ...AgentProgram }),
  z.strictObject({
    kind: z.literal('command'),
    argv: z.array(z.string()).min(1),
    stdin: StdinRule,
    output: OutputRule,
    ...shared,
  }),
])
export type ProviderSettings = z.infer<typeof ProviderSettings>
export type AgentProgramSettings = Exclude<ProviderSettings, { kind: 'command' }>
export type CommandSettings = Extract<ProviderSettings, { kind: 'command' }>

/** What a home has before its `providers:` says anything. */
export const shippedProviders = {
  anthropic: {
    kind: 'anthropic',
    binary: 'claude',
    args: [],
    env: {},
    models: {
      default: 'claude-sonnet-5',
      sonnet: 'claude-sonnet-5',
      opus: 'claude-opus-4-8',
      haiku: 'claude-haiku-4-5-20251001',
      fable: 'claude-fable-5',
    },
    max_concurrent: 2,
  },
  openai: {
    kind: 'openai',
    binary: 'codex',
    args: [],
    env: {},
    models: { default: 'gpt-6.1-sol', sol: 'gpt-6.1-sol' },
    max_concurrent: 2,
  },
  practice: {
    kind: 'command',
    argv: ['node', '{resources}/practice-agent.mjs'],
    env: {},
    stdin: 'prompt',
    output: 'text',
    models: {},
    max_concurrent: null,
  },
} as const satisfies Record<string, ProviderSettings>

const agentProgramKeys = new Set(['kind', 'binary', 'args', 'env', 'models', 'max_concurrent'])
const commandKeys = new Set(['kind', 'argv', 'env', 'stdin', 'output', 'models', 'max_concurrent'])

/** What can be told of settings by the kind of a provider alone, before there is one to be asked. */
interface KindFacts {
  /** What an entry of it may hold. */
  readonly keys: ReadonlySet<string>
  /** The program that writes nothing under ask-nothing-risky, not even where it was granted a folder; null: it does. */
  readonly neverWrites: string | null
}

export const kindFacts: Readonly<Record<ProviderKind, KindFacts>> = {
  anthropic: { keys: agentProgramKeys, neverWrites: null },
  openai: { keys: agentProgramKeys, neverWrites: 'codex' },
  command: { keys: commandKeys, neverWrites: null },
}

interface Problem {
  readonly path: readonly string[]
  readonly message: string
}
type Filled = { readonly settings: ProviderSettings } | { readonly problems: readonly Problem[] }

function misplacedKeys(entry: ProviderEntry, kind: ProviderKind): Problem[] {
  const allowed = kindFacts[kind].keys
  return Object.keys(entry)
    .filter((key) => !allowed.has(key))
    .map((key) => ({
      path: [key],
      message: `a provider of kind "${kind}" has no "${key}"; it has ${[...allowed].join(', ')}`,
    }))
}

/** One entry with its defaults; `models` and `env` are added to the shipped ones, every other key replaces them. */
function filledProvider(name: string, entry: ProviderEntry): Filled {
  const shipped = Object.hasOwn(shippedProviders, name)
    ? ProviderSettings.parse(Reflect.get(shippedProviders, name))
    : null
  const kind = entry.kind ?? shipped?.kind
  if (kind === undefined) {
    return { problems: [{ path: ['kind'], message: `"${name}" needs a kind: command, anthropic or openai` }] }
  }
  const problems = misplacedKeys(entry, kind)
  if (problems.length > 0) return { problems }
  const base = shipped?.kind === kind ? shipped : null
  const both = {
    env: { ...base?.env, ...entry.env },
    models: { ...(kind === 'command' ? base?.models : shippedProviders[kind].models), ...entry.models },
    max_concurrent: entry.max_concurrent ?? base?.max_concurrent ?? null,
  }
  if (kind !== 'command') {
    const binary = entry.binary ?? shippedProviders[kind].binary
    return { settings: { kind, binary, args: entry.args ?? [], ...both } }
  }
  const command = base?.kind === 'command' ? base : null
  const argv = entry.argv ?? command?.argv
  if (argv === undefined) return { problems: [{ path: ['argv'], message: `"${name}" needs an argv: what to run` }] }
  const stdin = entry.stdin ?? command?.stdin ?? 'prompt'
  return { settings: { kind, argv, stdin, output: entry.output ?? command?.output ?? 'text', ...both } }
}

/** The `providers:` part of the settings: as written in, complete out; shipped providers are always there. */
export const ProvidersSetting = z.record(Name, ProviderEntry).transform((entries, context) => {
  const providers: Record<string, ProviderSettings> = { ...shippedProvidersCopy() }
  for (const [name, entry] of Object.entries(entries)) {
    const filled = filledProvider(name, entry)
    if ('settings' in filled) providers[name] = filled.settings
    else {
      for (const { path, message } of filled.problems) {
        context.issues.push({ code: 'custom', message, path: [name, ...path], input: entry })
      }
    }
  }
  return providers
})
export type ProvidersSetting = z.infer<typeof ProvidersSetting>

function shippedProvidersCopy(): Record<string, ProviderSettings> {
  return structuredClone<Record<string, ProviderSettings>>(shippedProviders)
}
