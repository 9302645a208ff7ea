import { posix, win32 } from 'node:path'
import { suggestion } from '../../ground/nearest'
import { templateNames } from './interpolate'
import { templateProblems } from './template-problems'
import { doneStep, errorSteps, type StepSpec, type WorkflowSpec } from './workflow-spec'
import { type WorkflowWays, workflowWays } from './workflow-ways'

/** A mistake in a workflow, with the path of the value it is about, below the workflow. */
export interface SpecProblem {
  readonly path: readonly (string | number)[]
  /** What about the value it is: its key, or a piece of its text; by default the value. */
  readonly part?: 'key' | { readonly text: string }
  readonly sentence: string
}

const outputTemplateNames = new Set(['workflow.run_id', 'workflow.step_id', 'workflow.attempt'])

/** What is wrong with a workflow beyond the shape of its parts. Pure. */
export function workflowProblems(workflow: WorkflowSpec, agents: ReadonlySet<string>): SpecProblem[] {
  const problems: SpecProblem[] = []
  const ids = new Set<string>()
  const ways = workflowWays(workflow)
  for (const [at, step] of workflow.steps.entries()) {
    const add = (field: string, sentence: string): void => {
      problems.push({ path: ['steps', at, field], sentence })
    }
    if (ids.has(step.id)) add('id', `There are two steps called "${step.id}".`)
    ids.add(step.id)
    problems.push(...stepProblems(workflow, step, at, agents))
    problems.push(
      ...templateProblems(workflow, step, ways).map((one) => ({ ...one, path: ['steps', at, ...one.path] })),
    )
  }
  return [...problems, ...closingProblems(workflow), ...wayProblems(workflow, ways)]
}

/** What works, but most likely not as it was meant. */
export function workflowWarnings(workflow: WorkflowSpec): SpecProblem[] {
  const { reachable } = workflowWays(workflow)
  return workflow.steps.flatMap(({ id }, at) =>
    reachable.has(id) ? [] : [{ path: ['steps', at, 'id'], sentence: `No run ever comes to the step "${id}".` }],
  )
}

function closingProblems(workflow: WorkflowSpec): SpecProblem[] {
  const known = workflow.steps.map(({ id }) => id)
  return (['on_done', 'on_fail', 'on_cancel'] as const).flatMap((field) => {
    const id = workflow[field]
    if (id === undefined || id === doneStep || known.includes(id)) return []
    return [{ path: [field], sentence: `There is no step "${id}"${suggestion(id, [...known, doneStep])}.` }]
  })
}

function wayProblems(workflow: WorkflowSpec, { ends, circle }: WorkflowWays): SpecProblem[] {
  const problems: SpecProblem[] = []
  if (!ends) problems.push({ path: ['steps'], part: 'key', sentence: 'No step ends the run; one must lead to "done".' })
  const [first] = circle ?? []
  if (circle !== null && first !== undefined) {
    const at = workflow.steps.findIndex(({ id }) => id === first)
    const names = circle.map((id) => `"${id}"`).join(', ')
    problems.push({
      path: ['steps', at, 'needs'],
      sentence: `These steps need each other, so none can begin: ${names}.`,
    })
  }
  return problems
}

function stepProblems(workflow: WorkflowSpec, step: StepSpec, at: number, agents: ReadonlySet<string>): SpecProblem[] {
  const problems: SpecProblem[] = []
  const add = (path: readonly (string | number)[], sentence: string): void => {
    problems.push({ path: ['steps', at, ...path], sentence })
  }
  const known = new Set(workflow.steps.map((one) => one.id))
  const named = (field: string, id: string | undefined): void => {
    if (id === undefined || id === doneStep || known.has(id)) return
    add([field], `There is no step "${id}"${suggestion(id, [...known, doneStep])}.`)
  }
  named('next', step.next)
  named('on_fail', step.on_fail)
  named('on_cancel', step.on_cancel)
  for (const id of errorSteps(step)) named('on_error', id)
  for (const [index, id] of step.needs.entries()) {
    if (!known.has(id)) add(['needs', index], `There is no step "${id}"${suggestion(id, [...known])}.`)
    if (id === step.id) add(['needs', index], 'A step cannot need itself.')
  }
  if (step.type === 'agent_review') {
    named('on_approve', step.on_approve)
    named('on_reject', step.on_reject)
    if (!step.outputs.includes('decision')) add(['outputs'], 'A review needs an output called "decision".')
    if (step.optional_outputs.includes('decision')) add(['outputs'], 'The "decision" of a review may not be left out.')
  }
  if (step.type === 'shell') named('judges', step.judges)
  if (step.type !== 'shell' && !agents.has(step.agent)) {
    add(['agent'], `There is no agent "${step.agent}"${suggestion(step.agent, [...agents])}.`)
  }
  const declared = new Set(step.outputs)
  for (const key of step.optional_outputs) {
    if (!declared.has(key)) add(['optional_outputs'], `"${key}" is not among the step's outputs.`)
  }
  for (const [index, key] of step.outputs.entries()) {
    if (step.outputs.indexOf(key) < index) add(['outputs', index], `There are two outputs called "${key}".`)
    if (!Object.hasOwn(step.output_files, key)) add(['output_files'], `The output "${key}" has no file.`)
  }
  for (const [key, template] of Object.entries(step.output_files)) {
    if (!declared.has(key)) add(['output_files', key], `"${key}" is not among the step's outputs.`)
    if (leavesFolder(template)) add(['output_files', key], "An output file must stay inside the step's output folder.")
    for (const name of templateNames(template)) {
      if (!outputTemplateNames.has(name))
        add(['output_files', key], `{{${name}}} cannot be used in the name of an output file.`)
    }
  }
  return problems
}

/** Whether a relative path template could lead outside; what is filled in holds no separators. */
export function leavesFolder(template: string): boolean {
  const path = template.replace(/\{\{[^}]*\}\}/g, 'x')
  if (path.includes('\0') || posix.isAbsolute(path) || win32.isAbsolute(path) || /^[a-z]:/i.test(path)) return true
  const parts = posix.normalize(path.replaceAll('\\', '/')).split('/')
  return parts[0] === '..' || parts.join('/') === '.' || path.endsWith('/')
}
