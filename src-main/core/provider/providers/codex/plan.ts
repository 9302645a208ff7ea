import type { RunStep } from '#shared/invocation-events'
import type { AgentProgramSettings, Permissions } from '../../../settings/provider-settings'
import {
  type InvocationPlan,
  type OutputReader,
  type Planned,
  type RunningAgent,
  type SessionPlan,
  stdinFor,
  unknownDialect,
} from '../../command-plan'
import { Lines } from '../../lines'
import { modelChoice } from '../../models'
import { understands } from '../../program-dialect'
import { classifyCodex } from './classify'
import { CodexDecoder } from './decoder'
import { codexProgram, disablePlugins, disableUnboundedRetries, handsOnItsKey } from './program'
import { codexRefusals } from './refusals'
import { retryArgs } from './retries'
import { codexSteps } from './run-steps'

/** Longer lines of its log are passed over. */
const longestErrorLine = 64 * 1024

/** `codex exec`. Its sandbox is not remembered by a session, so every run names it again. */
export function planCodex(settings: AgentProgramSettings, agent: RunningAgent, plan: InvocationPlan): Planned {
  const model = modelChoice(codexProgram.fullModelId, agent.model, settings.models)
  if (!model.ok) return model
  const { session, dialect = unknownDialect } = plan
  const full = agent.permissions === 'full'
  const retries = retryArgs(settings.args, settings.env, plan.ownSettings ?? [])
  const args = [
    'exec',
    // `-s` belongs to `exec` and has to stand before `resume`.
    ...sandboxArgs(agent.permissions),
    ...(agent.permissions === 'workspace-write'
      ? (plan.writable ?? []).flatMap((folder) => ['--add-dir', folder])
      : []),
    ...(session.kind === 'resume' ? ['resume'] : []),
    ...(full ? ['--dangerously-bypass-approvals-and-sandbox'] : []),
    // Its sandbox lets it read any file, and images reach the model only this way. It would split a path at its commas.
    ...images(plan).flatMap((path) => ['-i', path]),
    ...['--json', '--skip-git-repo-check'],
    ...(model.id === null ? [] : ['-m', model.id]),
    ...['-c', 'analytics.enabled=false'],
    ...(understands(dialect, disablePlugins) ? ['--disable', 'plugins'] : []),
    ...['-c', 'check_for_update_on_startup=false'],
    // Otherwise an AGENTS.md that the working folder brings along, or a message had written there, instructs every run.
    ...(agent.allowProjectConfig === true ? [] : ['-c', 'project_doc_max_bytes=0']),
    // Otherwise a refused connection is retried for ever.
    ...(understands(dialect, disableUnboundedRetries) ? ['--disable', 'unbounded_connection_retries'] : []),
    ...(handsOnItsKey(dialect) ? ['--disable', 'shell_snapshot'] : []),
    // Keeps keys and tokens out of the commands that the model runs.
    ...['-c', 'shell_environment_policy.ignore_default_excludes=false'],
    ...retries.before,
    ...settings.args,
    ...retries.after,
    ...(session.kind === 'resume' ? [session.id] : []),
    '-',
  ]
  return {
    ok: true,
    plan: {
      program: settings.binary,
      args,
      env: {},
      stdin: stdinFor('prompt', plan.promptBytes),
      beforeStdin: '',
      model: model.id,
      // Sandboxed, SIGINT leaves empty folders behind; unsandboxed, SIGTERM leaves the children of its shell.
      firstSignal: full ? 'SIGINT' : 'SIGTERM',
      newReader: (tell) => codexReader(session, agent.permissions, tell),
    },
  }
}

export function codexReader(
  session: SessionPlan,
  permissions: Permissions,
  tell: (step: RunStep) => void,
): OutputReader {
  const refusals = codexRefusals(permissions)
  const stepsOf = codexSteps()
  const decoder = new CodexDecoder((value) => {
    refusals.take(value)
    for (const step of stepsOf(value)) tell(step)
  })
  const errors = new Lines((line) => {
    for (const step of refusals.takeError(line)) tell(step)
  }, longestErrorLine)
  return {
    push: (chunk) => decoder.push(chunk),
    pushError: (chunk) => errors.push(chunk),
    refused: refusals.tools,
    isEnough: () => decoder.waitsFor !== null,
    isOver: () => decoder.isOver,
    isForeign: () => decoder.isForeign,
    conclude: (ending) => classifyCodex(decoder.end(), ending, session),
  }
}

function images({ handed = [] }: InvocationPlan): string[] {
  return handed.filter(({ real, isImage }) => isImage && !real.includes(',')).map(({ real }) => real)
}

function sandboxArgs(permissions: Permissions): string[] {
  switch (permissions) {
    case 'ask-nothing-risky':
      return ['-s', 'read-only']
    case 'workspace-write':
      return [
        ...['-s', 'workspace-write'],
        ...['-c', 'sandbox_workspace_write.exclude_slash_tmp=true'],
        ...['-c', 'sandbox_workspace_write.exclude_tmpdir_env_var=true'],
      ]
    case 'full':
      return []
  }
}
