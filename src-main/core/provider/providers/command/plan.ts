import { basename } from 'node:path'
import type { RunStep } from '#shared/invocation-events'
import type { CommandSettings, OutputRule } from '../../../settings/provider-settings'
import {
  type InvocationPlan,
  type OutputReader,
  type Planned,
  type RunningAgent,
  type Runtime,
  type SessionPlan,
  stdinFor,
} from '../../command-plan'
import { modelChoice } from '../../models'
import { classifyCommand } from './classify'
import { commandDecoder } from './decoder'

/** Any program. A word with `{files}` stands there once for each of the message's files. The word `node` in first place is the Node that Lanekeeper itself runs on, so none needs to be installed. */
export function planCommand(
  settings: CommandSettings,
  agent: RunningAgent,
  plan: InvocationPlan,
  runtime: Runtime,
): Planned {
  const model = modelChoice(null, agent.model, settings.models)
  if (!model.ok) return model
  const sessionId = plan.session.id ?? null
  const values: Record<string, string> = {
    prompt_file: plan.promptPath,
    context_file: plan.contextPath,
    model: model.id ?? '',
    session_id: sessionId ?? '',
    cwd: plan.cwd,
    resources: plan.resourcesPath,
  }
  const files = (plan.handed ?? []).map(({ real }) => real)
  const [first = '', ...rest] = settings.argv.flatMap((word) =>
    word.includes('{files}') ? files.map((path) => filled(word, { ...values, files: path })) : [filled(word, values)],
  )
  const ownNode = first === 'node'
  const shown = basename(ownNode ? (rest[0] ?? first) : first)
  return {
    ok: true,
    plan: {
      program: ownNode ? runtime.execPath : first,
      args: rest,
      env: ownNode && runtime.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {},
      stdin: stdinFor(settings.stdin, plan.promptBytes),
      beforeStdin: '',
      model: model.id,
      firstSignal: 'SIGTERM',
      newReader: (tell) => commandReader(shown, settings.output, plan.session, tell),
    },
  }
}

/** `program`: its name in sentences. */
export function commandReader(
  program: string,
  output: OutputRule,
  session: SessionPlan,
  tell: (step: RunStep) => void,
): OutputReader {
  const decoder = commandDecoder(output)
  return {
    push: (chunk) => decoder.push(chunk),
    conclude: (ending) => {
      const conclusion = classifyCommand(program, decoder.end(), ending, session)
      if (conclusion.ok) tell({ kind: 'text', text: conclusion.text })
      return conclusion
    },
  }
}

/** One pass over the template, so a value that looks like a placeholder stays what it is. */
function filled(word: string, values: Readonly<Record<string, string>>): string {
  return word.replace(/\{([a-z_]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : whole,
  )
}
