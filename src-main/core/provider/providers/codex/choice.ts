import { parse } from 'smol-toml'
import { type CodexConfig, codexConfigIn } from './config'

/** What somebody decided about the model server that codex asks. */
export interface CodexChoice {
  /** Null: nobody named one, so it is OpenAI's own. */
  readonly modelProvider: string | null
  /** Where OpenAI's own is, if elsewhere than codex knows by itself. */
  readonly baseUrl: string | null
  /** The address stands in a file of codex's, which other users of the machine cannot read, as they can arguments. */
  readonly isBaseUrlFiled: boolean
}

/** The files that codex reads itself, the strongest last: their texts, as far as they exist. */
export type CodexConfigs = readonly string[]

/**
 * The settings' own arguments come before codex's files. `OPENAI_BASE_URL` counts where it stands in the settings only:
 * codex itself leaves it aside, so one that was inherited is meant for another program. Null when what was decided cannot be
 * told: a file cannot be understood, or a profile of it chooses, which only some versions of codex honour.
 */
export function codexChoice(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  configs: CodexConfigs,
): CodexChoice | null {
  const read = (ignoresFiles(args) ? [] : configs).map(codexConfigIn)
  if (read.includes(null)) return null
  const files = read.filter((config) => config !== null)
  const given = (key: string) => overrideIn(args, key)
  const profile = profileIn(args) ?? given('profile') ?? last(files, 'profile')
  if (profile !== null && files.some(({ profiles }) => choosesIn(profiles, profile))) return null
  const local = args.some((arg) => arg === '--oss' || arg.startsWith('--local-provider'))
  const said = given('openai_base_url') ?? (env.OPENAI_BASE_URL || null)
  const filed = said === null ? last(files, 'openai_base_url') : null
  return {
    modelProvider: local ? 'oss' : (given('model_provider') ?? last(files, 'model_provider')),
    baseUrl: said ?? filed,
    isBaseUrlFiled: filed !== null,
  }
}

/** The profile that the arguments name, whose file codex reads on top of the others. */
export function profileIn(args: readonly string[]): string | null {
  return optionsIn(args, '-p', '--profile').at(-1) ?? null
}

export function ignoresFiles(args: readonly string[]): boolean {
  return args.includes('--ignore-user-config')
}

function last(files: readonly CodexConfig[], key: 'model_provider' | 'openai_base_url' | 'profile'): string | null {
  return files.findLast((config) => config[key] !== undefined)?.[key] ?? null
}

function choosesIn(profiles: CodexConfig['profiles'], name: string): boolean {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  return profile?.model_provider !== undefined || profile?.openai_base_url !== undefined
}

/** The value of a key among `-c key=value`: a text of TOML, or whatever stands there as it is. */
function overrideIn(args: readonly string[], key: string): string | null {
  const given = optionsIn(args, '-c', '--config').filter((each) => each.slice(0, each.indexOf('=')).trim() === key)
  const value = given
    .at(-1)
    ?.replace(/^[^=]*=/, '')
    .trim()
  return value === undefined ? null : (textOf(value) ?? value)
}

function textOf(value: string): string | null {
  try {
    const { text } = parse(`text = ${value}`)
    return typeof text === 'string' ? text : null
  } catch {
    return null
  }
}

/** `-o value`, `-ovalue`, `--option value` and `--option=value`. */
function optionsIn(args: readonly string[], short: string, long: string): string[] {
  return args.flatMap((arg, index) => {
    if (arg === short || arg === long) return args.slice(index + 1, index + 2)
    if (arg.startsWith(`${long}=`)) return [arg.slice(long.length + 1)]
    return arg.startsWith(short) && !arg.startsWith('--') ? [arg.slice(short.length).replace(/^=/, '')] : []
  })
}
