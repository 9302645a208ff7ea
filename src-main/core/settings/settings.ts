import type { HomePaths } from '../ground/home-paths'
import { StartupProblem } from '../ground/startup-problem'
import { configProblems, idleSettings, missingFolders, workspaceProblems } from './config-problems'
import { isTinyagi } from './import/tinyagi-settings'
import { type LoadedOrchestrator, loadOrchestrator } from './load-orchestrator'
import { loadRunbooks } from './runbook/load-runbooks'
import type { Queue } from './runbook/queue'
import { type OrchestratorFile, Settings } from './settings-schema'
import { type SharedWorkspace, sharedWorkspaces, workspacePath } from './workspaces'
import { loadYaml, placed, problemSentence, type SettingsProblem } from './yaml-file'

export { workspacePath }

/** The settings in force: `config.yaml`, every orchestrator's file and every runbook that could be used. */
export interface Effective {
  readonly settings: Settings
  readonly text: string
  readonly orchestrators: ReadonlyMap<string, OrchestratorFile>
  /** By the queue's name. */
  readonly runbooks: ReadonlyMap<string, Queue>
  readonly sharedWorkspaces: ReadonlyMap<string, SharedWorkspace>
  /**
   * What is wrong with orchestrators' files and runbooks as they are on the disk. One that was right before is still in
   * force as it was; messages for the others fail with it.
   */
  readonly problems: readonly OrchestratorProblem[]
}

/** Settings as they were read, with what only matters for following their edits. */
export interface LoadedSettings extends Effective {
  /** What works, but most likely not as it was meant. */
  readonly warnings: readonly SettingsProblem[]
  /** Every file these settings were read from, those that are missing included. */
  readonly files: readonly string[]
}

/** `orchestratorId` null: of a runbook. */
export interface OrchestratorProblem extends SettingsProblem {
  readonly orchestratorId: string | null
}

/** `config.yaml` as it is on the disk, right by itself. */
export interface Config {
  readonly settings: Settings
  readonly text: string
  readonly warnings: readonly SettingsProblem[]
}

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] }

export type ReadSettings =
  | { readonly ok: true; readonly effective: LoadedSettings }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] }

/** Reads the settings of a home as its files are now. */
export async function readSettings(paths: HomePaths): Promise<ReadSettings> {
  const read = await readConfig(paths)
  return read.ok ? { ok: true, effective: await readUnder(paths, read.config) } : read
}

export async function readConfig(paths: HomePaths): Promise<ReadConfig> {
  const loaded = await loadYaml(paths.config, Settings)
  if (!loaded.ok && isTinyagi(loaded.text)) {
    const sentence = `This is TinyAGI's settings.json; lanekeeper import ${paths.config} turns it into one of Lanekeeper's.`
    return { ok: false, problems: [{ file: paths.config, line: null, column: null, sentence }] }
  }
  if (!loaded.ok) return { ok: false, problems: loaded.problems }
  const { value: settings, text, places } = loaded
  const wrong = [...configProblems(settings), ...(await workspaceProblems(paths, settings))]
  if (wrong.length > 0) return { ok: false, problems: wrong.map((problem) => placed(paths.config, places, problem)) }
  const doubtful = [...(await missingFolders(paths, settings)), ...idleSettings(settings)]
  return {
    ok: true,
    config: { settings, text, warnings: doubtful.map((problem) => placed(paths.config, places, problem)) },
  }
}

/** Reads orchestrators' files and runbooks as they are now, under a `config.yaml` that may be another than the present one. */
export async function readUnder(paths: HomePaths, { settings, text, warnings }: Config): Promise<LoadedSettings> {
  const loaded: LoadedOrchestrator[] = []
  for (const id of Object.keys(settings.orchestrators)) {
    loaded.push(await loadOrchestrator(id, workspacePath(paths, settings, id), settings))
  }
  const runbooks = await loadRunbooks(paths.runbooks, settings)
  return {
    settings,
    text,
    runbooks: runbooks.queues,
    orchestrators: new Map(loaded.flatMap(({ id, value }) => (value === null ? [] : [[id, value] as const]))),
    sharedWorkspaces: sharedWorkspaces(paths, settings),
    problems: [
      ...loaded.flatMap(({ id, problems }) => problems.map((problem) => ({ ...problem, orchestratorId: id }))),
      ...runbooks.problems.map((problem) => ({ ...problem, orchestratorId: null })),
    ],
    warnings: [...warnings, ...loaded.flatMap((one) => one.warnings), ...runbooks.warnings],
    files: [paths.config, paths.runbooks, ...loaded.flatMap(({ files }) => files), ...runbooks.files],
  }
}

/** The settings a home begins with. Throws `StartupProblem` when `config.yaml` itself cannot be used. */
export async function loadSettings(paths: HomePaths): Promise<LoadedSettings> {
  const found = await readSettings(paths)
  if (found.ok) return found.effective
  const [first, ...more] = found.problems
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`
  throw new StartupProblem(
    first === undefined ? `${paths.config} cannot be used.` : problemSentence(first) + others,
    'Mend the file and start again; deleting it brings the shipped settings back.',
  )
}
