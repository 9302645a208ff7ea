import { realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { faultCode } from '../../ground/fault-code'
import { isInside } from '../../ground/is-inside'
import { providerOf } from '../../provider/providers/registry'
import type { ProviderSettings } from '../../settings/provider-settings'
import type { Effective } from '../../settings/settings'
import type { AgentSetting } from '../../settings/settings-schema'
import { templateNames } from '../../settings/workflow/interpolate'
import type { StepSpec } from '../../settings/workflow/workflow-spec'
import { agentWorkspacePath, grantedWorkspaces, type SharedWorkspace } from '../../settings/workspaces'
import { agentsOf } from '../slot-needs'
import { leftMs } from '../workflow/run-limits'
import type { RunState } from '../workflow/run-state'
import { runPaths } from './run-paths'

export type StepAgent =
  | { readonly ok: true; readonly agentId: string; readonly agent: AgentSetting; readonly provider: ProviderSettings }
  | { readonly ok: false; readonly sentence: string }

/** The agent of a step as the settings stand now, so that mended ones count for a run that is under way. */
export function stepAgent(run: RunState, agentId: string, effective: Effective): StepAgent {
  const agents = agentsOf(run.source, effective)
  const agent = Object.hasOwn(agents, agentId) ? agents[agentId] : undefined
  if (agent === undefined) {
    const owner = run.source.kind === 'queue' ? 'The queue' : 'The orchestrator'
    return { ok: false, sentence: `${owner} "${run.source.name}" has no agent "${agentId}" now.` }
  }
  const { providers } = effective.settings
  const provider = Object.hasOwn(providers, agent.provider) ? providers[agent.provider] : undefined
  if (provider === undefined) return { ok: false, sentence: `There is no provider "${agent.provider}" now.` }
  return { ok: true, agentId, agent, provider: withProgram(provider, agent) }
}

function withProgram(provider: ProviderSettings, { program }: AgentSetting): ProviderSettings {
  return program === undefined ? provider : providerOf(provider.kind).withProgram(provider, program)
}

/** Where a step works. */
export function stepFolder(run: RunState, step: StepSpec, agent: AgentSetting | null): string {
  switch (step.workspace_mode) {
    case 'run_workspace':
      return runPaths(run.workspace, run.id).workspace
    case 'agent_workspace':
      if (step.type !== 'shell' && agent !== null) return agentWorkspacePath(run.workspace, step.agent, agent)
      return sharedFolder(run)
    case 'orchestrator_workspace':
      return sharedFolder(run)
  }
}

/** The folder that a step names, or null where what its run is for would lead it elsewhere. */
export async function namedFolder(run: RunState, step: StepSpec, from: string, named: string): Promise<string | null> {
  const folder = resolve(from, named)
  const isFixed = templateNames(step.cwd ?? '').every((name) =>
    /^workflow\.(?:run_)?workspace$|^workflow\.run_id$/.test(name),
  )
  const roots = [from, runPaths(run.workspace, run.id).workspace]
  const isWithin = (base: string, path: string): boolean => base === path || isInside(base, path)
  if (isFixed) return folder
  if (!roots.some((root) => isWithin(root, folder))) return null
  const real = await realOf(folder)
  const within = await Promise.all(roots.map(async (root) => isWithin(await realOf(root), real)))
  return within.includes(true) ? folder : null
}

/** Where a path leads, as far as it is there yet. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (faultCode(error) !== 'ENOENT' || dirname(path) === path) throw error
    return join(await realOf(dirname(path)), basename(path))
  }
}

/** Where the steps of a run work that asks for no folder of its own. */
export function sharedFolder({ workspace, cwd }: RunState): string {
  return cwd ?? join(workspace, 'workspace')
}

/** The shared workspaces a step's agent may use; what is not granted is denied. */
export function grantedFolders(run: RunState, agent: AgentSetting, effective: Effective): SharedWorkspace[] {
  return run.source.kind === 'queue' ? [] : grantedWorkspaces(effective, run.source.name, agent)
}

/** How long an attempt may take, in ms: the least of what its step, its agent and its run allow. */
export function attemptMs(run: RunState, step: StepSpec, agent: AgentSetting | null): number {
  const { default_step_timeout_seconds: usual, max_step_timeout_seconds: most } = run.limits
  const seconds = Math.min(step.limits.timeout_seconds ?? usual, most, agent?.timeout_seconds ?? most)
  // What only clears up is not kept from it by a run that took too long.
  const left = run.closing === null ? Math.max(1, leftMs(run)) : Number.POSITIVE_INFINITY
  return Math.min(seconds * 1000, left)
}
