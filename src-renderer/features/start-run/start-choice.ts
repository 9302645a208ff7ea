import type { OrchestratorView } from '#shared/run'
import type { StartDraft } from './start-state'

interface Choice {
  readonly orchestrator?: string
  readonly workflow?: string
}

/** What is chosen at first: what the draft names, else the first that can be started, else whatever there is. */
export function firstChoice(orchestrators: readonly OrchestratorView[], draft: StartDraft): Choice {
  const startable = orchestrators.find(({ workflows, problems }) => workflows.length > 0 && problems.length === 0)
  const orchestrator = orchestrators.find(({ id }) => id === draft.orchestrator) ?? startable ?? orchestrators[0]
  if (orchestrator === undefined) return {}
  const { workflows } = orchestrator
  const workflow =
    workflows.find(({ id }) => id === draft.workflow) ?? workflows.find(({ isDefault }) => isDefault) ?? workflows[0]
  return { orchestrator: orchestrator.id, ...(workflow === undefined ? {} : { workflow: workflow.id }) }
}

/** Why nothing can be started from this choice, or null. */
export function obstacleTo(orchestrators: readonly OrchestratorView[], choice: Choice): string | null {
  const orchestrator = orchestrators.find(({ id }) => id === choice.orchestrator)
  if (orchestrator === undefined) return 'The settings name no orchestrator.'
  if (orchestrator.problems.length > 0) return `The settings of ${orchestrator.id} have problems.`
  if (orchestrator.workflows.length === 0) return `${orchestrator.id} has no workflows.`
  return null
}
