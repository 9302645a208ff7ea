import type { ProviderTest } from '#shared/contract'
import type { ProviderSettings } from '../settings/provider-settings'
import { type Environment, runEnvironment, variable } from './environment'
import { type FoundProgram, findProgram } from './find-program'
import { unfitProgram } from './missing-program'
import { providerOf } from './providers/registry'
import { answerOf } from './spawn'

/** How long a program may take to tell its version or whether somebody is logged in, in ms. */
const longestMs = 15_000

/** Where a provider's program is now. The word `node` means the program this process runs in. */
export async function foundProgram(settings: ProviderSettings, environment: Environment): Promise<FoundProgram> {
  const { name, isNode } = providerOf(settings.kind).program(settings)
  if (isNode) return { ok: true, path: process.execPath }
  return findProgram(name, { environment })
}

/** What the program says its version is, or null. One that is not known is not asked, as nobody knows what an option does to it. */
export async function programVersion(
  settings: ProviderSettings,
  path: string,
  environment: Environment,
  timeoutMs = longestMs,
): Promise<string | null> {
  if (providerOf(settings.kind).known === null) return path === process.execPath ? process.version : null
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
  const env = askingEnvironment(settings, environment)
  if (version === null) {
    const missing = await unfitProgram({ path, environment: env, provider: name })
    if (missing !== null) return result(false, missing.reason, missing.nextStep)
  }
  const { known } = providerOf(settings.kind)
  if (known === null) return result(null, `${path} is there; whether it can work shows when it runs.`)
  if (version === null) return result(false, `${path} does not tell its version.`, 'Install the program again.')
  const { key, question, nextStep } = known.login
  // A key is used all the same, and only a run shows if it is good.
  if (key !== null && (variable(env, key, process.platform) ?? '') !== '') {
    return result(null, `${name} ${version} has a key in ${key}; whether it is good shows when it runs.`)
  }
  const answer = await answerOf(path, question, { env, timeoutMs: longestMs })
  if (answer === null) return result(false, `${path} does not answer.`, 'Try it in a terminal.')
  if (answer.exitCode === 0) return result(true, `${name} ${version} is there and logged in.`)
  return result(false, `${name} ${version} is there, but nobody is logged in.`, nextStep(known.name))
}

/** The environment a run would have, so that the answer is about the same login. */
function askingEnvironment({ kind, env }: ProviderSettings, from: Environment): Record<string, string> {
  return runEnvironment({
    kind,
    from,
    platform: process.platform,
    provided: providerOf(kind).known?.askedWith ?? {},
    settings: env,
    attempt: 'question',
  })
}
