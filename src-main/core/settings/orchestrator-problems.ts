import { suggestion } from '../ground/nearest'
import { kindFacts } from './provider-settings'
import type { ValueProblem } from './schema-problems'
import { selectorOf } from './selector-agent'
import type { OrchestratorFile, Settings } from './settings-schema'
import { type SpecProblem, workflowProblems, workflowWarnings } from './workflow/workflow-problems'

/** What is wrong with an orchestrator's file beyond the shape of its parts, by itself and under these settings. Pure. */
export function orchestratorProblems(id: string, file: OrchestratorFile, settings: Settings): ValueProblem[] {
  return [...ownProblems(id, file), ...agentProblems(id, file, settings), ...inWorkflows(file, workflowProblems)]
}

/** What works, but most likely not as it was meant. */
export function orchestratorWarnings(file: OrchestratorFile, settings: Settings): ValueProblem[] {
  return [...inWorkflows(file, workflowWarnings), ...inWorkflows(file, (workflow) => barred(workflow, file, settings))]
}

/** Steps whose agent's program cannot write down what it has to hand in. */
function barred(
  { steps }: OrchestratorFile['workflows'][number],
  { agents }: OrchestratorFile,
  { providers }: Settings,
): SpecProblem[] {
  return steps.flatMap((step, at) => {
    if (step.type === 'shell' || step.outputs.length === 0) return []
    const agent = Object.hasOwn(agents, step.agent) ? agents[step.agent] : undefined
    const kind = agent === undefined ? undefined : providers[agent.provider]?.kind
    const program = kind === undefined ? null : kindFacts[kind].neverWrites
    if (agent?.permissions !== 'ask-nothing-risky' || program === null) return []
    const sentence = `With "ask-nothing-risky" ${program} cannot write the outputs of "${step.id}"; "${step.agent}" needs workspace-write.`
    return [{ path: ['steps', at, 'agent'], sentence }]
  })
}

function ownProblems(id: string, file: OrchestratorFile): ValueProblem[] {
  const problems: ValueProblem[] = []
  const add = (path: PropertyKey[], sentence: string): void => void problems.push({ path, sentence })
  const { selector_agent: named, default_workflow: usual, agents, workflows } = file
  if (file.id !== id) add(['id'], `config.yaml calls this orchestrator "${id}", not "${file.id}"`)
  const selector = selectorOf(file)
  const agent = selector !== null && Object.hasOwn(agents, selector) ? agents[selector] : undefined
  if (selector === null) {
    const whom = workflows.length === 0 ? 'answers' : 'chooses the workflow'
    const sentence = `this key is missing; it names the agent that ${whom}`
    add(['selector_agent'], Object.keys(agents).length === 0 ? 'there is no agent that it could name' : sentence)
  } else if (agent === undefined) {
    add(['selector_agent'], `there is no agent "${selector}"${suggestion(selector, Object.keys(agents))}`)
  } else if (named !== undefined && workflows.length > 0 && !agent.can_orchestrate_workflows) {
    const sentence = 'the selector agent must have can_orchestrate_workflows: true to start workflows'
    add(['agents', selector, 'can_orchestrate_workflows'], sentence)
  }
  const ids = workflows.map((workflow) => workflow.id)
  if (usual !== undefined && !ids.includes(usual)) {
    add(['default_workflow'], `there is no workflow "${usual}"${suggestion(usual, ids)}`)
  }
  if (usual === undefined && workflows.length > 1) {
    add(['default_workflow'], 'this key is missing; among several workflows one must be the default')
  }
  for (const [at, workflow] of workflows.entries()) {
    if (ids.indexOf(workflow.id) < at) add(['workflows', at, 'id'], `there are two workflows called "${workflow.id}"`)
  }
  return problems
}

function agentProblems(id: string, { agents }: OrchestratorFile, settings: Settings): ValueProblem[] {
  const providers = Object.keys(settings.providers)
  const declared = Object.keys(settings.shared_workspaces)
  const granted = settings.orchestrators[id]?.shared_access ?? []
  return Object.entries(agents).flatMap(([name, agent]) => {
    const problems: ValueProblem[] = (agent.shared_access ?? []).flatMap((shared, at) => {
      if (granted.includes(shared)) return []
      const path = ['agents', name, 'shared_access', at]
      const sentence = declared.includes(shared)
        ? `config.yaml does not grant the shared workspace "${shared}" to "${id}"`
        : `there is no shared workspace "${shared}"${suggestion(shared, declared)}`
      return [{ path, sentence }]
    })
    if (Object.hasOwn(settings.providers, agent.provider)) return problems
    const near = suggestion(agent.provider, providers) || `; there is ${providers.join(', ')}`
    problems.push({ path: ['agents', name, 'provider'], sentence: `there is no provider "${agent.provider}"${near}` })
    return problems
  })
}

function inWorkflows(
  { agents, workflows }: OrchestratorFile,
  find: (workflow: OrchestratorFile['workflows'][number], agents: ReadonlySet<string>) => SpecProblem[],
): ValueProblem[] {
  const names = new Set(Object.keys(agents))
  return workflows.flatMap((workflow, at) =>
    find(workflow, names).map((problem) => ({ ...problem, path: ['workflows', at, ...problem.path] })),
  )
}
