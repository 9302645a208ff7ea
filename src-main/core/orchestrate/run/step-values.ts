import { type Interpolated, templateNames } from '../../settings/workflow/interpolate'
import { type StepSpec, stepNamed } from '../../settings/workflow/workflow-spec'
import { attemptsOf, lastSuccess, type RunState } from '../workflow/run-state'
import { readOutput } from './read-output'
import { runPaths } from './run-paths'
import { sharedFolder } from './step-agent'

/** What the templates of an attempt can name. */
export interface StepScope {
  readonly run: RunState
  readonly step: StepSpec
  readonly attempt: number
  readonly outputPaths: Readonly<Record<string, string>>
}

export type Filled = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly sentence: string }

/** A longer text is named by its path; the agent reads it there. */
const longestValue = 200_000

/**
 * Fills a template with what it names; what it names and nothing stands for fails the whole. `context` is what the attempt's
 * `context.json` holds.
 */
export async function filled(
  template: string,
  scope: StepScope,
  context: string,
  fill: (template: string, values: ReadonlyMap<string, string>) => Interpolated,
): Promise<Filled> {
  const values = new Map<string, string>()
  for (const name of templateNames(template)) {
    const value = name === 'workflow.runtime_context_json' ? context.trimEnd() : await valueNamed(name, scope)
    if (value !== null) values.set(name, value)
  }
  const done = fill(template, values)
  if (done.ok) return done
  const names = done.unknown.map((name) => `{{${name}}}`).join(', ')
  return { ok: false, sentence: `Nothing stands for ${names} in step "${scope.step.id}".` }
}

export async function valueNamed(name: string, scope: StepScope): Promise<string | null> {
  const [space = '', first = '', second, third] = name.split('.')
  switch (space) {
    case 'inputs':
      return own(scope.run.inputs, name.slice('inputs.'.length))
    case 'steps':
      return second === 'outputs' && third !== undefined ? requiredText(scope.run, first, third) : null
    case 'state':
      return stateValue(name.slice('state.'.length), scope)
    case 'workflow':
      return first === 'output_paths' && second !== undefined
        ? own(scope.outputPaths, second)
        : workflowValue(first, scope)
    default:
      return null
  }
}

function workflowValue(name: string, { run, step, attempt, outputPaths }: StepScope): string | null {
  switch (name) {
    case 'run_id':
      return run.id
    case 'step_id':
      return step.id
    case 'attempt':
      return String(attempt)
    case 'workspace':
      return sharedFolder(run)
    case 'run_workspace':
      return runPaths(run.workspace, run.id).workspace
    case 'output_schema_json':
      return JSON.stringify(step.outputs.map((key) => (step.optional_outputs.includes(key) ? `${key}?` : key)))
    case 'output_paths_json':
      return JSON.stringify(outputPaths, null, 2)
    case 'channel':
    case 'channel_profile_id':
    case 'conversation_id':
    case 'sender':
    case 'sender_id':
    case 'message_id':
    case 'selector_id':
      return own(run.channel, name) ?? ''
    // Nothing is remembered between runs but what their agents keep themselves.
    case 'memory_context_bulletin':
      return ''
    case 'memory_context_citations':
      return '[]'
    case 'memory_context_json':
      return '{"bulletin":"","citations":[],"truncated":false}'
    default:
      return null
  }
}

/** What a step has left is empty before its first success, so that a loop can name it on its first pass. */
async function stateValue(name: string, { run, step, attempt }: StepScope): Promise<string | null> {
  const known = own(run.state, name)
  if (known !== null) return known
  switch (name) {
    case 'run_state':
      return run.phase
    case 'total_iterations':
      return String(run.iterations)
    case 'started_at':
      return String(run.startedAt ?? run.createdAt)
    case 'updated_at':
      return String(run.updatedAt)
    case 'current_step_id':
      return step.id
    case 'current_attempt':
      return String(attempt)
  }
  for (const one of run.workflow.steps) {
    if (!name.startsWith(`${one.id}_`)) continue
    const key = name.slice(one.id.length + 1)
    if (one.outputs.includes(key)) return (await outputText(run, one.id, key)) ?? ''
    if (key === 'summary') return lastSuccess(run, one.id)?.summary ?? ''
    if (key === 'feedback') return ''
  }
  return null
}

/** An output that was left out, as it may be, is an empty text. */
async function requiredText(run: RunState, stepId: string, key: string): Promise<string | null> {
  const text = await outputText(run, stepId, key)
  if (text !== null || lastSuccess(run, stepId) === null) return text
  return stepNamed(run.workflow, stepId)?.optional_outputs.includes(key) ? '' : null
}

async function outputText(run: RunState, stepId: string, key: string): Promise<string | null> {
  const last = lastSuccess(run, stepId)
  const read = last === null ? null : await readOutput(run, stepId, last.attempt, key, longestValue)
  if (read === null) return null
  return read.truncated ? `(It is ${read.bytes} bytes long; read it in ${read.path})` : read.text.trimEnd()
}

/** What the steps so far have left, by step and output: where it is. */
export function availableOutputs(run: RunState): Record<string, Record<string, string>> {
  const ran = run.workflow.steps.filter(({ id }) => attemptsOf(run, id).length > 0)
  return Object.fromEntries(ran.map(({ id }) => [id, lastSuccess(run, id)?.outputs ?? {}]))
}

function own(values: Readonly<Record<string, string>>, name: string): string | null {
  return Object.hasOwn(values, name) ? (values[name] ?? null) : null
}
