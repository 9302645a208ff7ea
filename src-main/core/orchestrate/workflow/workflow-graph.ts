import { doneNode, type WorkflowGraph } from '#shared/run'
import { endsRun, errorSteps, following, type StepSpec, type WorkflowSpec } from '../../settings/workflow/workflow-spec'

type Edge = WorkflowGraph['edges'][number]

/** The drawing of a workflow: its steps, and every way that leads from one to another or to the end. */
export function workflowGraph(workflow: WorkflowSpec): WorkflowGraph {
  const { steps, on_done, on_fail, on_cancel } = workflow
  const ways = steps.flatMap((step) => waysOf(workflow, step))
  const closing = closingSteps(workflow)
  const isOwn = (id: string): boolean => !closing.has(id)
  const edges = ways.map((edge) =>
    on_done !== undefined && edge.to === doneNode && isOwn(edge.from) ? { ...edge, to: on_done } : edge,
  )
  // Any step can fail and be canceled; the way is drawn once, from the last.
  const last = steps.findLast(({ id }) => isOwn(id))?.id
  if (last !== undefined && on_fail !== undefined) edges.push({ from: last, to: on_fail, kind: 'fail' })
  if (last !== undefined && on_cancel !== undefined) edges.push({ from: last, to: on_cancel, kind: 'cancel' })
  const known = new Set([doneNode, ...steps.map(({ id }) => id)])
  return { nodes: steps.map(nodeOf), edges: edges.filter(({ to }) => known.has(to)) }
}

/** The steps a run goes through on its way to the end only. */
export function closingSteps(workflow: WorkflowSpec): ReadonlySet<string> {
  const ways = workflow.steps.flatMap((step) => waysOf(workflow, step))
  const canceled = workflow.steps.map(({ on_cancel }) => on_cancel)
  return reached([workflow.on_done, workflow.on_fail, workflow.on_cancel, ...canceled], ways)
}

function nodeOf(step: StepSpec): WorkflowGraph['nodes'][number] {
  const agent = step.type === 'shell' ? null : step.agent
  return { id: step.id, kind: step.type, agent, description: step.description ?? null }
}

function waysOf(workflow: WorkflowSpec, step: StepSpec): Edge[] {
  const edge = (to: string | null, kind: Edge['kind']): Edge => ({
    from: step.id,
    to: to === null || endsRun(workflow, to) ? doneNode : to,
    kind,
  })
  const failing = new Set([...(step.on_fail === undefined ? [] : [step.on_fail]), ...errorSteps(step)])
  const fail = [...failing].map((to) => edge(to, 'fail'))
  const more = step.on_cancel === undefined ? fail : [...fail, edge(step.on_cancel, 'cancel')]
  if (step.type === 'agent_review') return [edge(step.on_approve, 'approve'), edge(step.on_reject, 'reject'), ...more]
  return [edge(following(workflow, step), 'next'), ...more]
}

/** Every step that is reached from these. */
function reached(from: readonly (string | undefined)[], edges: readonly Edge[]): Set<string> {
  const found = new Set<string>()
  const ahead = from.filter((id) => id !== undefined)
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (found.has(id)) continue
    found.add(id)
    for (const edge of edges) if (edge.from === id) ahead.push(edge.to)
  }
  return found
}
