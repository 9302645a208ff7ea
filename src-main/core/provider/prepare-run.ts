import { stat } from 'node:fs/promises'
import { platform } from 'node:process'
import type { Invocation } from '#shared/invocation'
import { maskedArgv, shownEnvironment } from '../ground/mask-secrets'
import type { ProviderSettings } from '../settings/provider-settings'
import { type CommandPlan, instruction, unknownDialect } from './command-plan'
import { type Environment, runEnvironment } from './environment'
import { findProgram } from './find-program'
import type { InvocationFiles } from './invocation-files'
import type { InvocationOptions, InvocationRequest } from './invocation-request'
import { withLimitMark } from './limit-mark'
import { type Failure, failure } from './outcome'
import { deathSignal, withParentDeathSignal } from './parent-death'
import { currentRuntime, planRun } from './plan-run'
import type { Dialect } from './program-dialect'
import { providerOf } from './providers/registry'
import type { SpawnRequest } from './spawn'

export interface PreparedRun {
  readonly ok: true
  readonly plan: CommandPlan
  readonly dialect: Dialect
  readonly spawn: SpawnRequest
  /** The program's file. */
  readonly path: string
  readonly env: Readonly<Record<string, string>>
  /** As it is written down: without the prefix, secrets masked. */
  readonly argv: readonly string[]
  /** What was set for the run, and what goes over stdin, as they are written down. */
  readonly environment: Readonly<Record<string, string | null>>
  readonly stdin: Invocation['stdin']
}

/** Everything that can be known to be wrong before a process is started is found here. */
export async function prepareRun(
  request: InvocationRequest,
  files: InvocationFiles,
  options: InvocationOptions,
): Promise<PreparedRun | { readonly ok: false; readonly failure: Failure }> {
  const { provider, agent, cwd, session, resourcesPath, writable = [], readable = [], handed = [] } = request
  const prompt = Buffer.from(request.prompt)
  const layers = {
    kind: provider.settings.kind,
    from: options.environment ?? process.env,
    platform,
    settings: provider.settings.env,
    attempt: request.id,
  }
  const { settings } = provider
  const bare = runEnvironment({ ...layers, provided: {} })
  const ownSettings = (await providerOf(settings.kind).ownSettings?.(settings, bare)) ?? []
  const dialect = await dialectOf(settings, bare, options)
  const planned = planRun(
    settings,
    agent,
    {
      ...{ ...files, promptBytes: prompt.length, cwd, session, resourcesPath, ownSettings, dialect },
      ...{ writable, readable, handed },
    },
    options.runtime ?? currentRuntime(),
  )
  if (!planned.ok) return refused(failure('spawn_failed', false, planned.reason, planned.nextStep))
  const { plan } = planned
  const env = runEnvironment({ ...layers, provided: plan.env })
  if (!(await isFolder(cwd))) {
    const reason = `The working folder ${cwd} does not exist.`
    return refused(failure('spawn_failed', false, reason, 'Create the folder, or restart Lanekeeper to have it made.'))
  }
  const found = await findProgram(plan.program, { environment: env })
  if (!found.ok) return refused(failure('missing_binary', false, found.reason, found.nextStep))
  const marked = await withLimitMark({ program: found.path, args: plan.args }, request.id, env)
  const command = await withParentDeathSignal(marked, deathSignal(plan.firstSignal), env)
  return {
    ok: true,
    plan,
    dialect,
    path: found.path,
    env,
    argv: maskedArgv([found.path, ...plan.args], env),
    environment: shownEnvironment({ ...plan.env, ...provider.settings.env }),
    stdin: stdinShown(plan, files),
    spawn: { ...command, cwd, env, input: stdinBytes(plan, prompt, files) },
  }
}

async function dialectOf(
  settings: ProviderSettings,
  environment: Environment,
  options: InvocationOptions,
): Promise<Dialect> {
  const { known, program } = providerOf(settings.kind)
  if (known === null || options.programs === undefined) return unknownDialect
  const found = await findProgram(program(settings).name, { environment })
  return found.ok ? options.programs.dialectOf(settings, found.path) : unknownDialect
}

function refused(why: Failure) {
  return { ok: false, failure: why } as const
}

function stdinBytes(plan: CommandPlan, prompt: Uint8Array, files: InvocationFiles): Uint8Array | null {
  switch (plan.stdin) {
    case 'prompt':
      return Buffer.concat([Buffer.from(plan.beforeStdin), prompt])
    case 'instruction':
      return Buffer.from(plan.beforeStdin + instruction(files))
    case 'none':
      return null
  }
}

function stdinShown(plan: CommandPlan, files: InvocationFiles): Invocation['stdin'] {
  switch (plan.stdin) {
    case 'prompt':
      return { text: plan.beforeStdin, prompt: true }
    case 'instruction':
      return { text: plan.beforeStdin + instruction(files), prompt: false }
    case 'none':
      return null
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}
