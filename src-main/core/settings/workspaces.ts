import { join, resolve } from 'node:path'
import type { HomePaths } from '../ground/home-paths'
import type { AgentSetting, Settings } from './settings-schema'

/** A folder that the orchestrators may use to which it is granted. */
export interface SharedWorkspace {
  readonly name: string
  readonly path: string
  readonly description: string | null
}

/** Where an orchestrator keeps its private files. */
export function workspacePath(paths: HomePaths, settings: Settings, orchestratorId: string): string {
  const own = settings.orchestrators[orchestratorId]?.private_workspace
  if (own !== undefined) return resolve(paths.root, own)
  const root = settings.workspaces_path === undefined ? paths.workspaces : resolve(paths.root, settings.workspaces_path)
  return join(root, orchestratorId)
}

/** Where an agent works in steps of `agent_workspace`. */
export function agentWorkspacePath(workspace: string, agentId: string, agent: AgentSetting): string {
  const own = agent.private_workspace
  return own === undefined ? join(workspace, 'agents', agentId, 'workspace') : resolve(workspace, own)
}

export function sharedWorkspaces(paths: HomePaths, settings: Settings): ReadonlyMap<string, SharedWorkspace> {
  return new Map(
    Object.entries(settings.shared_workspaces).map(([name, { path, description = null }]) => [
      name,
      { name, path: resolve(paths.root, path), description },
    ]),
  )
}

/**
 * The shared workspaces an agent may use as the settings stand: those granted to its orchestrator, and of these only its own
 * when it names any. Everything else is denied.
 */
export function grantedWorkspaces(
  { settings, sharedWorkspaces: shared }: GrantSettings,
  orchestratorId: string,
  agent: Pick<AgentSetting, 'shared_access'>,
): SharedWorkspace[] {
  const granted = settings.orchestrators[orchestratorId]?.shared_access ?? []
  return granted.flatMap((name) => {
    const found = shared.get(name)
    return found === undefined || agent.shared_access?.includes(name) === false ? [] : [found]
  })
}

interface GrantSettings {
  readonly settings: Settings
  readonly sharedWorkspaces: ReadonlyMap<string, SharedWorkspace>
}
