import type { ProviderTest } from '#shared/contract'
import type { ProviderSettings } from '../settings/provider-settings'
import { type Environment, runEnvironment, variable } from './environment'
import { type FoundProgram, findProgram } from './find-program'
import { unfitProgram } from './missing-program'
import { answerOf } from './spawn'

/** How long a program may take to tell its version or whether somebody is logged in, in ms. */
const longestMs = 15_000

/** The program a provider runs, as its settings name it. */
export function programOf(settings: ProviderSettings): string {
  return settings.kind === 'command' ? (settings.argv[0] ?? '') : settings.binary
}

/** Where a provider's program is now. The word `node` means the program this process runs in. */
export async function foundProgram(settings: ProviderSettings, environment: Environment): Promise<FoundProgram> {
  const program = programOf(settings)
  if (program === 'node' && settings.kind === 'command') return { ok: true, path: process.execPath }
  return findProgram(program, { environment })
}

/** What the program says its version is, or null. Commands are not asked, as nobody knows what an option does to them. */
export async function programVersion(
  settings: ProviderSettings,
  path: string,
  environment: Environment,
  timeoutMs = longestMs,
): Promise<string | null> {
  if (settings.kind === 'command') return path === process.execPath ? process.version : null
  const answer = await answerOf(path, ['--version'], {
    env: askingEnvironment(settings, environment),
    timeoutMs,
  })
  return answer?.exitCode === 0 ? (/\d+\.\d+[\w.+-]*/.exec(answer.stdout)?.[0]?.slice(0, 50) ?? null) : null
}

/** Looks for the program and asks it, where it can be asked, whether somebody is logged in. Asks no model. */
export async function testProgram(
  name: string,
  settings: ProviderSettings,
  environment: Environment,
): Promise<ProviderTest> {
  const found = await foundProgram(settings, environment)
  if (!found.ok) return { ok: false, sentence: found.reason, nextStep: found.nextStep, path: null, version: null }
  const { path } = found
  const version = await programVersion(settings, path, environment)
  const result = (ok: boolean | null, sentence: string, nextStep: string | null = null): ProviderTest => ({
    ok,
    sentence,
    nextStep,
    path,
    version,
  })
  if (version === null) {
    const place = { path, environment: askingEnvironment(settings, environment), provider: name }
    const missing = await unfitProgram(place)
    if (missing !== null) return result(false, missing.reason, missing.nextStep)
  }
  if (settings.kind === 'command') return result(null, `${path} is there; whether it can work shows when it runs.`)
  if (version === null) return result(false, `${path} does not tell its version.`, 'Install the program again.')
  const env = askingEnvironment(settings, environment)
  // The program's own question looks at its files alone; a key is used all the same, and only a run shows if it is good.
  if (settings.kind === 'openai' && (variable(env, 'CODEX_API_KEY', process.platform) ?? '') !== '') {
    return result(null, `${name} ${version} has a key in CODEX_API_KEY; whether it is good shows when it runs.`)
  }
  const question = settings.kind === 'anthropic' ? ['auth', 'status'] : ['login', 'status']
  const answer = await answerOf(path, question, { env, timeoutMs: longestMs })
  if (answer === null) return result(false, `${path} does not answer.`, 'Try it in a terminal.')
  if (answer.exitCode === 0) return result(true, `${name} ${version} is there and logged in.`)
  const nextStep =
    settings.kind === 'anthropic'
      ? 'Run claude in a terminal and log in, or set ANTHROPIC_API_KEY under env in config.yaml.'
      : 'Run codex login in a terminal, or set CODEX_API_KEY under env in config.yaml.'
  return result(false, `${name} ${version} is there, but nobody is logged in.`, nextStep)
}

/** The environment a run would have, so that the answer is about the same login. */
function askingEnvironment(settings: ProviderSettings, from: Environment): Record<string, string> {
  const { kind, env } = settings
  const provided = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' }
  return runEnvironment({
    kind,
    from,
    platform: process.platform,
    provided: kind === 'anthropic' ? provided : {},
    settings: env,
    attempt: 'question',
  })
}
