import { isAbsolute, join, resolve } from 'node:path'
import { StartupProblem } from '../startup-problem'
import type { HomePaths } from './home-paths'
import { OrchestratorFile, Settings } from './settings-schema'
import { loadYaml, problemSentence, type SettingsProblem } from './yaml-file'

/** The settings in force: `config.yaml` and every orchestrator's file that could be read. */
export interface Effective {
  readonly settings: Settings
  readonly text: string
  readonly orchestrators: ReadonlyMap<string, OrchestratorFile>
  /** What is wrong with orchestrators' files; messages for those orchestrators fail with it. */
  readonly problems: readonly OrchestratorProblem[]
}

export interface OrchestratorProblem extends SettingsProblem {
  readonly orchestratorId: string
}

/** Where an orchestrator keeps its private files. */
export function workspacePath(paths: HomePaths, settings: Settings, orchestratorId: string): string {
  const own = settings.orchestrators[orchestratorId]?.private_workspace
  if (own !== undefined) return isAbsolute(own) ? own : resolve(paths.root, own)
  const root = settings.workspaces_path === undefined ? paths.workspaces : resolve(paths.root, settings.workspaces_path)
  return join(root, orchestratorId)
}

/** Reads the settings of a home as its files are now. */
export async function readSettings(
  paths: HomePaths,
): Promise<
  | { readonly ok: true; readonly effective: Effective }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] }
> {
  const config = await loadYaml(paths.config, Settings)
  if (!config.ok) return { ok: false, problems: config.problems }
  const orchestrators = new Map<string, OrchestratorFile>()
  const problems: OrchestratorProblem[] = []
  for (const id of Object.keys(config.value.orchestrators)) {
    const file = join(workspacePath(paths, config.value, id), 'orchestrator.yaml')
    const loaded = await loadYaml(file, OrchestratorFile)
    const wrong = loaded.ok ? danglingIn(file, id, loaded.value, config.value) : loaded.problems
    if (loaded.ok && wrong.length === 0) orchestrators.set(id, loaded.value)
    problems.push(...wrong.map((problem) => ({ ...problem, orchestratorId: id })))
  }
  return { ok: true, effective: { settings: config.value, text: config.text, orchestrators, problems } }
}

/** The settings a home begins with. Throws `StartupProblem` when `config.yaml` itself cannot be used. */
export async function loadSettings(paths: HomePaths): Promise<Effective> {
  const found = await readSettings(paths)
  if (found.ok) return found.effective
  const [first, ...more] = found.problems
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`
  throw new StartupProblem(
    first === undefined ? `${paths.config} cannot be used.` : problemSentence(first) + others,
    'Mend the file and start again; deleting it brings the shipped settings back.',
  )
}

function danglingIn(file: string, id: string, found: OrchestratorFile, settings: Settings): SettingsProblem[] {
  const problem = (sentence: string): SettingsProblem => ({ file, line: null, column: null, sentence })
  const problems: SettingsProblem[] = []
  if (found.id !== id)
    problems.push(problem(`Its id is "${found.id}", but config.yaml calls this orchestrator "${id}".`))
  if (!Object.hasOwn(found.agents, found.selector_agent)) {
    problems.push(problem(`selector_agent names "${found.selector_agent}", which is not among its agents.`))
  }
  for (const [name, agent] of Object.entries(found.agents)) {
    if (Object.hasOwn(settings.providers, agent.provider)) continue
    const known = Object.keys(settings.providers).join(', ')
    problems.push(problem(`Agent "${name}" names the provider "${agent.provider}"; there is ${known}.`))
  }
  return problems
}
