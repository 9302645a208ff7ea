import { posix, win32 } from 'node:path'
import { templateNames } from './interpolate'
import { doneStep, type StepSpec, type WorkflowSpec } from './workflow-spec'

/** A mistake in a workflow, with the path of the value it is about, below the workflow. */
export interface SpecProblem {
  readonly path: readonly (string | number)[]
  readonly sentence: string
}

const outputTemplateNames = new Set(['workflow.run_id', 'workflow.step_id', 'workflow.attempt'])

/** What is wrong with a workflow beyond the shape of its parts. Pure. */
export function workflowProblems(workflow: WorkflowSpec, agents: ReadonlySet<string>): SpecProblem[] {
  const problems: SpecProblem[] = []
  const ids = new Set<string>()
  for (const [at, step] of workflow.steps.entries()) {
    const add = (field: string, sentence: string): void => {
      problems.push({ path: ['steps', at, field], sentence })
    }
    if (step.id === doneStep) add('id', `A step may not be called "${doneStep}": that word ends a run.`)
    if (ids.has(step.id)) add('id', `There are two steps called "${step.id}".`)
    ids.add(step.id)
    problems.push(...stepProblems(workflow, step, at, agents))
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
  for (const [index, id] of step.needs.entries()) {
    if (!known.has(id)) add(['needs', index], `There is no step "${id}"${suggestion(id, [...known])}.`)
    if (id === step.id) add(['needs', index], 'A step cannot need itself.')
  }
  if (step.type === 'agent_review') {
    named('on_approve', step.on_approve)
    named('on_reject', step.on_reject)
    if (!step.outputs.includes('decision')) add(['outputs'], 'A review needs an output called "decision".')
  }
  if (step.type !== 'shell' && !agents.has(step.agent)) {
    add(['agent'], `There is no agent "${step.agent}"${suggestion(step.agent, [...agents])}.`)
  }
  const declared = new Set(step.outputs)
  for (const key of step.outputs) {
    if (step.output_files[key] === undefined) add(['output_files'], `The output "${key}" has no file.`)
  }
  for (const [key, template] of Object.entries(step.output_files)) {
    if (!declared.has(key)) add(['output_files', key], `"${key}" is not among the step's outputs.`)
    if (leavesFolder(template)) add(['output_files', key], 'An output file must stay inside the step’s output folder.')
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

/** `; the nearest is "x"` for a name that is nearly one of these, else nothing. */
export function suggestion(wrong: string, known: readonly string[]): string {
  let nearest: string | null = null
  let least = Math.max(wrong.length < 4 ? 1 : 2, Math.floor(wrong.length / 3)) + 1
  for (const name of known) {
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase(), least)
    if (distance < least) {
      least = distance
      nearest = name
    }
  }
  return nearest === null ? '' : `; the nearest is "${nearest}"`
}

/** Levenshtein's distance, or `limit` when it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > 100 || b.length > 100) return limit
  let before = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced))
    }
    before = row
  }
  return Math.min(before[b.length] ?? limit, limit)
}
