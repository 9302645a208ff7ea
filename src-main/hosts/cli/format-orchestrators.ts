import { doneNode, type OrchestratorView } from '#shared/run'
import { counted, factTable, table } from './format-table'
import type { OwnedWorkflow } from './orchestrator-commands'
import { harmless, type Paint } from './paint'

export function formatOrchestrators(all: readonly OrchestratorView[], paint: Paint): string {
  if (all.length === 0) return 'config.yaml declares no orchestrator.'
  const heading = ['Orchestrator', 'Agents', 'Workflows', 'State'].map((name) => paint('dim', name))
  const rows = all.map(({ id, agents, workflows, problems }) => [
    id,
    String(agents.length),
    String(workflows.length),
    problems.length === 0 ? 'usable' : paint('red', counted(problems.length, 'problem')),
  ])
  return table([heading, ...rows], [1, 2])
}

export function formatOrchestrator(one: OrchestratorView, paint: Paint): string {
  const facts = factTable(
    [
      ['Orchestrator', one.id],
      ['File', one.file],
      ['Selector', one.selectorAgent ?? 'none'],
      ['Shared', one.sharedAccess.join(', ') || 'nothing'],
    ],
    paint,
  )
  const agents = one.agents.map((agent) => [
    harmless(agent.id),
    harmless(agent.provider),
    harmless(agent.model ?? ''),
    agent.canOrchestrate ? 'may start workflows' : '',
  ])
  const parts = [facts]
  if (agents.length > 0) parts.push(table(agents))
  const workflows = one.workflows.map((workflow) => ({ orchestrator: one.id, ...workflow }))
  if (workflows.length > 0) parts.push(formatWorkflows(workflows, paint))
  for (const problem of one.problems) parts.push(paint('red', harmless(problem)))
  return parts.join('\n\n')
}

export function formatWorkflows(workflows: readonly OwnedWorkflow[], paint: Paint): string {
  if (workflows.length === 0) return 'There is no workflow.'
  const heading = ['Workflow', 'Orchestrator', 'Steps', 'Inputs', 'For'].map((name) => paint('dim', name))
  const rows = workflows.map(({ id, isDefault, orchestrator, graph, inputs, description }) => [
    isDefault ? `${id} (default)` : id,
    orchestrator,
    String(graph.nodes.length),
    inputs.join(', '),
    harmless(description ?? ''),
  ])
  return table([heading, ...rows], [2])
}

export function formatWorkflow(workflow: OwnedWorkflow, paint: Paint): string {
  const { id, orchestrator, version, description, inputs, tags, graph } = workflow
  const facts = factTable(
    [
      ['Workflow', `${id} of ${orchestrator}, version ${version}`],
      ['For', description || null],
      ['Inputs', inputs.join(', ') || 'none'],
      ['Tags', tags.join(', ') || null],
    ],
    paint,
  )
  const steps = graph.nodes.map(({ id: step, kind, agent }) => [
    harmless(step),
    kind,
    harmless(agent ?? ''),
    graph.edges
      .filter(({ from }) => from === step)
      .map((edge) => `${edge.kind === 'next' ? '' : `${edge.kind} `}→ ${edge.to === doneNode ? 'done' : edge.to}`)
      .join(', '),
  ])
  return `${facts}\n\n${table(steps)}`
}
