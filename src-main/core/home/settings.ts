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
  readonly problems: readonly SettingsProblem[]
}

/** Where an orchestrator keeps its private files. */
export function workspacePath(paths: HomePaths, settings: Settings, orchestratorId: string): string {
  const own = settings.orchestrators[orchestratorId]?.private_workspace
  if (own !== undefined) return isAbsolute(own) ? own : resolve(paths.root, own)
  const root = settings.workspaces_path === undefined ? paths.workspaces : resolve(paths.root, settings.workspaces_path)
  return join(root, orchestratorId)
}

/** Loads the settings of a home. Throws `StartupProblem` when `config.yaml` itself cannot be used. */
export async function loadSettings(paths: HomePaths): Promise<Effective> {
  const config = await loadYaml(paths.config, Settings)
  if (!config.ok) {
    const [first, ...more] = config.problems
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`
    throw new StartupProblem(
      first === undefined ? `${paths.config} cannot be used.` : problemSentence(first) + others,
      'Mend the file and start again; deleting it brings the shipped settings back.',
    )
  }
  const orchestrators = new Map<string, OrchestratorFile>()
  const problems: SettingsProblem[] = []
  for (const id of Object.keys(config.value.orchestrators)) {
    const file = join(workspacePath(paths, config.value, id), 'orchestrator.yaml')
    const loaded = await loadYaml(file, OrchestratorFile)
    const wrong = loaded.ok ? danglingIn(file, id, loaded.value, config.value) : loaded.problems
    if (loaded.ok && wrong.length === 0) orchestrators.set(id, loaded.value)
    problems.push(...wrong)
  }
  return { settings: config.value, text: config.text, orchestrators, problems }
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
