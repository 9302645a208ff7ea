import { realpath } from 'node:fs/promises'
import { faultCode } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { isFolder } from '../ground/is-folder'
import { suggestion } from '../ground/nearest'
import type { ValueProblem } from './schema-problems'
import type { Settings } from './settings-schema'
import { sharedWorkspaces, workspacePath } from './workspaces'

/** What is wrong with `config.yaml` beyond the shape of its parts: names of what is not there. */
export function configProblems(settings: Settings): ValueProblem[] {
  const orchestrators = Object.keys(settings.orchestrators)
  const shared = Object.keys(settings.shared_workspaces)
  const profiles = Object.entries(settings.channel_profiles).flatMap(([id, { orchestrator_id: named }]) => {
    const path = ['channel_profiles', id, 'orchestrator_id']
    const sentence = `there is no orchestrator "${named}" under orchestrators${suggestion(named, orchestrators)}`
    return orchestrators.includes(named) ? [] : [{ path, sentence }]
  })
  const grants = Object.entries(settings.orchestrators).flatMap(([id, { shared_access: names }]) =>
    names.flatMap((name, at) => {
      const path = ['orchestrators', id, 'shared_access', at]
      const sentence = `there is no shared workspace "${name}" under shared_workspaces${suggestion(name, shared)}`
      return shared.includes(name) ? [] : [{ path, sentence }]
    }),
  )
  return [...profiles, ...grants]
}

/** Two orchestrators in one folder would read each other's file and write over each other's runs. */
export async function workspaceProblems(paths: HomePaths, settings: Settings): Promise<ValueProblem[]> {
  const owners = new Map<string, string>()
  const problems: ValueProblem[] = []
  for (const [id, { private_workspace: own }] of Object.entries(settings.orchestrators)) {
    const folder = await realFolder(workspacePath(paths, settings, id))
    const owner = owners.get(folder)
    if (owner === undefined) owners.set(folder, id)
    else {
      const entry = ['orchestrators', id]
      const sentence = `its workspace is the same folder as that of "${owner}"`
      problems.push(
        own === undefined
          ? { path: entry, part: 'key', sentence }
          : {
              path: [...entry, 'private_workspace'],
              sentence: `this is the same folder as the workspace of "${owner}"`,
            },
      )
    }
  }
  return problems
}

/** Shared workspaces that are not there now. They may come back, as a mounted disk does, so the settings stand. */
export async function missingFolders(paths: HomePaths, settings: Settings): Promise<ValueProblem[]> {
  const problems: ValueProblem[] = []
  for (const { name, path } of sharedWorkspaces(paths, settings).values()) {
    if (await isFolder(path)) continue
    const sentence = `there is no folder ${path} now, so no step can use it`
    problems.push({ path: ['shared_workspaces', name], sentence })
  }
  return problems
}

/** What DireClaw's files switch on and nothing here does. */
export function idleSettings({ memory, local_llm: localLlm, auth_sync: authSync }: Settings): ValueProblem[] {
  const idle = (key: string, what: string): ValueProblem => ({
    path: [key],
    part: 'key',
    sentence: `Lanekeeper reads nothing here: ${what}`,
  })
  return [
    ...(memory === undefined || memory.enabled === false
      ? []
      : [idle('memory', 'it keeps no memory besides what agents keep themselves')]),
    ...(localLlm?.enabled === true ? [idle('local_llm', 'it runs no model of its own')] : []),
    ...(authSync?.enabled === true ? [idle('auth_sync', 'log the programs in by hand, or set their env')] : []),
  ]
}

async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (faultCode(error) === null) throw error
    return path
  }
}
