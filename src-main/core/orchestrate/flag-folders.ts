import type { HomePaths } from '../ground/home-paths'
import { type Effective, workspacePath } from '../settings/settings'
import { agentFolder } from './agent-folder'

/** Every folder of a home in which a request for a fresh conversation may lie. */
export function everyFlagFolder(paths: HomePaths, { settings, orchestrators }: Effective): string[] {
  const ofOrchestrators = [...orchestrators.values()].flatMap(({ id, agents }) => {
    const workspace = workspacePath(paths, settings, id)
    return [workspace, ...Object.keys(agents).map((agent) => agentFolder(workspace, agent))]
  })
  return [paths.root, ...ofOrchestrators]
}
