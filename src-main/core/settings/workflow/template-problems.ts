import { nearestOf } from '../../ground/nearest'
import { placeholders } from './interpolate'
import { readAgain } from './read-again'
import type { SpecProblem } from './workflow-problems'
import { type StepSpec, stepNamed, type WorkflowSpec } from './workflow-spec'
import type { WorkflowWays } from './workflow-ways'

/** The names under `workflow.` that every step has; its output paths come on top. */
const workflowNames = [
  'run_id',
  'step_id',
  'attempt',
  'run_workspace',
  'workspace',
  'output_schema_json',
  'output_paths_json',
  'channel',
  'channel_profile_id',
  'conversation_id',
  'sender',
  'sender_id',
  'message_id',
  'selector_id',
  'runtime_context_json',
  'memory_context_bulletin',
  'memory_context_citations',
  'memory_context_json',
] as const

/** The names under `state.` that every run has; what its steps left comes on top. */
const stateNames = [
  'run_state',
  'total_iterations',
  'started_at',
  'updated_at',
  'current_step_id',
  'current_attempt',
] as const

/** Names in a step's prompt or shell line that can have no value whenever the step runs. */
export function templateProblems(workflow: WorkflowSpec, step: StepSpec, ways: WorkflowWays): SpecProblem[] {
  const known = new Set(knownNames(workflow, step))
  const again = step.type === 'shell' ? readAgain(step.run) : []
  const unsafe = again.map(({ text, sentence }) => ({ path: ['run'], part: { text }, sentence }))
  const unknown = templatesOf(step).flatMap(({ path, template }) =>
    placeholders(template).flatMap(({ name, text }): SpecProblem[] => {
      const sentence = known.has(name) ? tooEarly(name, workflow, step, ways) : unknownName(name, workflow, [...known])
      return sentence === null ? [] : [{ path, part: { text }, sentence }]
    }),
  )
  return [...unknown, ...unsafe]
}

function templatesOf(step: StepSpec): { path: string[]; template: string }[] {
  const cwd = step.cwd === undefined ? [] : [{ path: ['cwd'], template: step.cwd }]
  if (step.type === 'shell') return [{ path: ['run'], template: step.run }, ...cwd]
  const again = step.again === undefined ? [] : [{ path: ['again', 'prompt'], template: step.again.prompt }]
  const errors = (step.on_error ?? []).flatMap((rule) =>
    rule.again === undefined ? [] : [{ path: ['on_error'], template: rule.again.prompt }],
  )
  const env = Object.entries(step.env ?? {}).map(([name, template]) => ({ path: ['env', name], template }))
  return [{ path: ['prompt'], template: step.prompt }, ...again, ...errors, ...env, ...cwd]
}

/** Every name a step's prompt or shell line can use. */
export function knownNames(workflow: WorkflowSpec, step: StepSpec): string[] {
  return [
    ...workflow.inputs.map((input) => `inputs.${input}`),
    ...workflow.steps.flatMap(({ id, outputs }) => outputs.map((key) => `steps.${id}.outputs.${key}`)),
    ...workflow.steps.flatMap(({ id, outputs }) =>
      ['feedback', 'summary', ...outputs].map((key) => `state.${id}_${key}`),
    ),
    ...stateNames.map((name) => `state.${name}`),
    ...workflowNames.map((name) => `workflow.${name}`),
    ...step.outputs.map((key) => `workflow.output_paths.${key}`),
  ]
}

function unknownName(name: string, workflow: WorkflowSpec, known: readonly string[]): string {
  const nearest = nearestOf(name, known)
  const near = nearest === null ? '' : `; the nearest is {{${nearest}}}`
  const [kind, id = '', , key = ''] = name.split('.')
  if (kind === 'inputs') return `{{${name}}} is not among the workflow's inputs${near}.`
  if (kind === 'steps') {
    return stepNamed(workflow, id) === null
      ? `{{${name}}} names the step "${id}", which is not there${near}.`
      : `{{${name}}} names "${key}", which is not among the outputs of "${id}"${near}.`
  }
  if (kind === 'state') return `{{${name}}} is nothing that a step leaves${near}.`
  return `{{${name}}} is no name that a prompt can use${near}.`
}

/** Outputs of a step that no way leads from are never there yet. */
function tooEarly(name: string, workflow: WorkflowSpec, step: StepSpec, ways: WorkflowWays): string | null {
  const [kind, id = ''] = name.split('.')
  if (kind !== 'steps' || !ways.reachable.has(step.id) || stepNamed(workflow, id) === null) return null
  return ways.precedes(id, step.id) ? null : `{{${name}}} cannot be there yet: "${id}" never runs before "${step.id}".`
}
