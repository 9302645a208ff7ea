import { join } from 'node:path'
import type { OrchestratorView } from '#shared/run'
import type { HomePaths } from '../ground/home-paths'
import { selectorOf } from '../settings/selector-agent'
import { type Effective, workspacePath } from '../settings/settings'
import { problemSentence } from '../settings/yaml-file'
import { workflowGraph } from './workflow/workflow-graph'

/** Every orchestrator of the settings as it can be looked at; one that cannot be used says why. */
export function orchestratorViews(effective: Effective, paths: HomePaths): OrchestratorView[] {
  const { settings, orchestrators, problems } = effective
  return Object.entries(settings.orchestrators).map(([id, { shared_access: sharedAccess }]) => {
    const found = orchestrators.get(id)
    const workspace = workspacePath(paths, settings, id)
    return {
      id,
      file: join(workspace, 'orchestrator.yaml'),
      workspace,
      sharedAccess: [...sharedAccess],
      selectorAgent: found === undefined ? null : selectorOf(found),
      agents: Object.entries(found?.agents ?? {}).map(([agentId, agent]) => ({
        id: agentId,
        provider: agent.provider,
        model: agent.model ?? null,
        canOrchestrate: agent.can_orchestrate_workflows,
      })),
      workflows: (found?.workflows ?? []).map((workflow) => ({
        id: workflow.id,
        version: String(workflow.version),
        description: workflow.description ?? null,
        tags: [...workflow.tags],
        inputs: [...workflow.inputs],
        graph: workflowGraph(workflow),
        isDefault: found?.default_workflow === workflow.id,
      })),
      problems: problems.filter(({ orchestratorId }) => orchestratorId === id).map(problemSentence),
    }
  })
}
