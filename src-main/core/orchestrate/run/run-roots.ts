import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunSource } from '#shared/decision'
import { LaneName } from '#shared/item'
import { faultCode } from '../../ground/fault-code'
import type { HomePaths } from '../../ground/home-paths'
import { type Effective, workspacePath } from '../../settings/settings'

/** A folder that holds `runs`, and whose runs these are. */
export interface RunRoot {
  readonly source: RunSource
  readonly workspace: string
}

/** Wherever this home keeps runs: the workspaces of its orchestrators, and the lanes of queues, declared still or not. */
export async function runRoots(paths: HomePaths, { settings }: Effective): Promise<RunRoot[]> {
  const orchestrators = Object.keys(settings.orchestrators).map((name): RunRoot => {
    return { source: { kind: 'orchestrator', name }, workspace: workspacePath(paths, settings, name) }
  })
  const queues = (await namesIn(paths.lanes)).filter((name) => LaneName.safeParse(name).success)
  return [
    ...orchestrators,
    ...queues.map((name): RunRoot => ({ source: { kind: 'queue', name }, workspace: join(paths.lanes, name) })),
  ]
}

export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const code = faultCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}
