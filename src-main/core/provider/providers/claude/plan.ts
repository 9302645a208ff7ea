import type { RunStep } from '#shared/invocation-events'
import type { AgentProgramSettings, Permissions } from '../../../settings/provider-settings'
import {
  type InvocationPlan,
  type OutputReader,
  type Planned,
  type RunningAgent,
  type Runtime,
  type SessionPlan,
  stdinFor,
  unknownDialect,
} from '../../command-plan'
import { modelChoice } from '../../models'
import { type Dialect, understands } from '../../program-dialect'
import { classifyClaude } from './classify'
import { ClaudeDecoder } from './decoder'
import { claudeProgram, dontAsk, toolList } from './program'
import { claudeRefusals } from './refusals'
import { stepsOfClaude } from './run-steps'

const readingTools = ['Read', 'Glob', 'Grep']
/** The tools of the versions that cannot be told which ones there are. */
const oldTools = [
  ...['Task', 'Bash', 'BashOutput', 'KillShell', 'ExitPlanMode', 'Edit', 'Write', 'NotebookEdit', 'WebFetch'],
  ...['WebSearch', 'TodoWrite', 'SlashCommand', 'Skill'],
]

/** `claude` in print mode. It has no option for the working folder: it must be started in it. */
export function planClaude(
  settings: AgentProgramSettings,
  agent: RunningAgent,
  plan: InvocationPlan,
  runtime: Runtime,
): Planned {
  const model = modelChoice(claudeProgram.fullModelId, agent.model, settings.models)
  if (!model.ok) return model
  const stdin = stdinFor('prompt', plan.promptBytes)
  const { writable = [], readable = [], handed = [] } = plan
  const files = [
    ...(stdin === 'instruction' ? [plan.promptPath, plan.contextPath] : []),
    // Those and no others beside them. The program looks at the path it is given and at what that leads to.
    ...new Set(handed.flatMap(({ path, real }) => [path, real])),
  ]
  const { session, dialect = unknownDialect } = plan
  const args = [
    ...['-p', '--output-format', 'stream-json', '--verbose'],
    // Otherwise hooks and MCP servers that the working folder brings along would start unasked.
    ...(agent.allowProjectConfig === true ? [] : ['--setting-sources', 'user', '--strict-mcp-config']),
    // Takes any number of values, so another option has to follow it.
    ...permissionArgs(agent.permissions, { files, writable, readable, dialect }),
    ...(model.id === null ? [] : ['--model', model.id]),
    ...settings.args,
    ...(session.kind === 'resume' ? ['--resume', session.id] : session.id ? ['--session-id', session.id] : []),
  ]
  const contained = agent.permissions === 'full' && runtime.uid === 0
  return {
    ok: true,
    plan: {
      program: settings.binary,
      args,
      env: {
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
        // The lane retries; retries in here would multiply with those.
        CLAUDE_CODE_MAX_RETRIES: '3',
        API_TIMEOUT_MS: '300000',
        // Otherwise "@/path" in a message attaches that file without asking.
        CLAUDE_CODE_DISABLE_ATTACHMENTS: '1',
        // The program refuses to work unasked for the superuser unless told that it is contained.
        ...(contained ? { IS_SANDBOX: '1' } : {}),
      },
      stdin,
      // A prompt that begins with "/" would be taken for a command of the program.
      beforeStdin: '\n',
      model: model.id,
      // SIGTERM leaves the shells of its tools running.
      firstSignal: 'SIGINT',
      newReader: (tell) => claudeReader(session, tell),
    },
  }
}

export function claudeReader(session: SessionPlan, tell: (step: RunStep) => void): OutputReader {
  const refusals = claudeRefusals()
  const decoder = new ClaudeDecoder((value) => {
    refusals.take(value)
    for (const step of stepsOfClaude(value)) tell(step)
  })
  return {
    push: (chunk) => decoder.push(chunk),
    refused: refusals.tools,
    isOver: () => decoder.isOver,
    conclude: (ending) => classifyClaude(decoder.end(), ending, session),
  }
}

interface Granted {
  readonly files: readonly string[]
  readonly writable: readonly string[]
  readonly readable: readonly string[]
  readonly dialect: Dialect
}

function permissionArgs(permissions: Permissions, { files, writable, readable, dialect }: Granted): string[] {
  const reading = [
    ...files.map((path) => `Read(${rulePath(path)})`),
    ...[...readable, ...writable].map((folder) => `Read(${rulePath(folder)}/**)`),
  ]
  // Rules for edits hold for every tool that changes files.
  const editing = writable.map((folder) => `Edit(${rulePath(folder)}/**)`)
  const allowed = (rules: readonly string[]) => (rules.length === 0 ? [] : ['--allowedTools', ...rules])
  switch (permissions) {
    case 'ask-nothing-risky': {
      const tools = writable.length === 0 ? readingTools : [...readingTools, 'Edit', 'Write']
      const mode = understands(dialect, dontAsk) ? 'dontAsk' : 'default'
      const only = understands(dialect, toolList)
        ? ['--tools', tools.join(',')]
        : ['--disallowedTools', ...oldTools.filter((tool) => !tools.includes(tool))]
      return [...allowed([...reading, ...editing]), ...only, '--permission-mode', mode]
    }
    case 'workspace-write': {
      // Edits inside the working folder and commands that only look; the program knows which those are.
      const folders = writable.length === 0 ? [] : ['--add-dir', ...writable]
      return [...allowed(reading), ...folders, '--permission-mode', 'acceptEdits']
    }
    case 'full':
      return ['--dangerously-skip-permissions']
  }
}

/**
 * A path in a rule is absolute only with a second slash in front. What has a meaning in rules is matched as any one
 * character, so that a rule never grants a folder of quite another name.
 */
function rulePath(path: string): string {
  const slashed = path.startsWith('/') ? `/${path}` : `//${path.replaceAll('\\', '/')}`
  return slashed.replace(/[*[\]{}(),!\\]/g, '?')
}
