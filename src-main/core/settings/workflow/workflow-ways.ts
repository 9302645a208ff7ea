import { endsRun, errorSteps, following, type StepSpec, stepNamed, type WorkflowSpec } from './workflow-spec'

/** The ways a run can go through a workflow, whatever its steps come to. Names of no step lead nowhere. */
export interface WorkflowWays {
  /** Steps that some run can come to. */
  readonly reachable: ReadonlySet<string>
  /** Whether any of them can end the run. */
  readonly ends: boolean
  /** Steps each of which waits for the others before it, so that none has what it needs. */
  readonly circle: readonly string[] | null
  /** Whether a step may have succeeded before another is entered. */
  precedes(earlier: string, later: string): boolean
}

export function workflowWays(workflow: WorkflowSpec): WorkflowWays {
  const closing = [workflow.on_done, workflow.on_fail, workflow.on_cancel].filter((id) => id !== undefined)
  const after = (id: string): string[] => {
    const step = stepNamed(workflow, id)
    if (step === null) return []
    return [...targets(workflow, step), ...closing].flatMap((target) =>
      target === null ? [] : entries(workflow, target),
    )
  }
  const from = (ids: readonly string[]): Set<string> => closure(ids, after)
  const first = workflow.steps[0]?.id
  const reachable = from(first === undefined ? [] : entries(workflow, first))
  const reached = workflow.steps.filter((step) => reachable.has(step.id))
  return {
    reachable,
    ends: reached.some((step) => targets(workflow, step).includes(null)),
    circle: circleOf(workflow),
    precedes: (earlier, later) =>
      from(after(earlier)).has(later) || closure(needsOf(workflow, later), (id) => needsOf(workflow, id)).has(earlier),
  }
}

/** Where a step can lead by itself; null where it can end the run. */
function targets(workflow: WorkflowSpec, step: StepSpec): (string | null)[] {
  const ways = step.type === 'agent_review' ? [step.on_approve, step.on_reject] : [following(workflow, step)]
  const all = [...ways, ...[step.on_fail, step.on_cancel, ...errorSteps(step)].filter((id) => id !== undefined)]
  return all.map((id) => (id === null || endsRun(workflow, id) ? null : id))
}

/** The steps that may be entered where one is named: itself, or what it needs first. */
function entries(workflow: WorkflowSpec, id: string): string[] {
  return stepNamed(workflow, id) === null ? [] : [...closure([id], (one) => needsOf(workflow, one))]
}

function needsOf(workflow: WorkflowSpec, id: string): readonly string[] {
  return stepNamed(workflow, id)?.needs ?? []
}

function circleOf(workflow: WorkflowSpec): string[] | null {
  const inCircle = workflow.steps
    .filter(({ id, needs }) => !needs.includes(id) && closure(needs, (one) => needsOf(workflow, one)).has(id))
    .map(({ id }) => id)
  return inCircle.length === 0 ? null : inCircle
}

function closure(ids: readonly string[], next: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>()
  const open = [...ids]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    found.add(id)
    open.push(...next(id))
  }
  return found
}
