import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { HomePaths } from '../ground/home-paths'
import { orchestratorProblems } from './orchestrator-problems'
import type { Queue } from './runbook/queue'
import { type Config, type LoadedSettings, readConfig, readUnder } from './settings'
import { workspacePath } from './workspaces'
import { problemSentence, type SettingsProblem } from './yaml-file'

export interface NextSettings {
  /** What is in force from now on. */
  readonly effective: LoadedSettings
  /** Why `config.yaml` as it is on the disk is not in force. */
  readonly refused: readonly SettingsProblem[]
  /** Every file whose edits matter from now on. */
  readonly watched: readonly string[]
}

/**
 * Reads what was edited. A file takes effect only when it is right: an orchestrator's file or a runbook that was right
 * before stays in force as it was, and a `config.yaml` that is wrong, or under which something that works would not, stays
 * out as a whole.
 */
export async function nextSettings(paths: HomePaths, before: LoadedSettings): Promise<NextSettings> {
  const read = await readConfig(paths)
  if (!read.ok) return underPresent(paths, before, read.problems, [])
  const { config } = read
  const found = await readUnder(paths, config)
  const stopped = await stoppedBy(paths, before, found)
  if (stopped.length === 0) return { effective: withKept(before, found), refused: [], watched: found.files }
  const why = stopped.map((name): SettingsProblem => {
    const sentence = `This edit is not in force: with it, ${name} could no longer be used.`
    return { file: paths.config, line: null, column: null, sentence }
  })
  return underPresent(paths, before, [...why, ...found.problems], found.files)
}

async function underPresent(
  paths: HomePaths,
  before: LoadedSettings,
  refused: readonly SettingsProblem[],
  more: readonly string[],
): Promise<NextSettings> {
  const { settings, text } = before
  // Whether shared workspaces are there is told of the file on the disk, which is not the one in force.
  const present: Config = { settings, text, warnings: [] }
  const found = await readUnder(paths, present)
  const effective = withKept(before, found)
  const shown = new Set(refused.map(problemSentence))
  const problems = effective.problems.filter((problem) => !shown.has(problemSentence(problem)))
  return { effective: { ...effective, problems }, refused, watched: [...new Set([...found.files, ...more])] }
}

/** What was read, with the last right version of what is wrong now. */
function withKept(before: LoadedSettings, found: LoadedSettings): LoadedSettings {
  const orchestrators = new Map(found.orchestrators)
  for (const [id, file] of before.orchestrators) {
    if (Object.hasOwn(found.settings.orchestrators, id) && !orchestrators.has(id)) orchestrators.set(id, file)
  }
  const runbooks = new Map(found.runbooks)
  for (const [name, queue] of before.runbooks) {
    if (isRunbookWrong(found, queue)) runbooks.set(name, queue)
  }
  return { ...found, orchestrators, runbooks }
}

/** What works now and could not be used under the settings that were found, whichever of its versions is taken. */
async function stoppedBy(paths: HomePaths, before: LoadedSettings, found: LoadedSettings): Promise<string[]> {
  const { settings } = found
  if (isDeepStrictEqual(settings, before.settings)) return []
  const orchestrators = [...before.orchestrators].flatMap(([id, file]) => {
    const isDeclared = Object.hasOwn(settings.orchestrators, id)
    if (!isDeclared || found.orchestrators.has(id)) return []
    const isThere = workspacePath(paths, settings, id) === workspacePath(paths, before.settings, id)
    return isThere && orchestratorProblems(id, file, settings).length === 0 ? [] : [`the orchestrator "${id}"`]
  })
  const lost = [...before.runbooks].filter(([, queue]) => isRunbookWrong(found, queue))
  if (lost.length === 0) return orchestrators
  const present = await readUnder(paths, before)
  const queues = lost.flatMap(([name]) => (present.runbooks.has(name) ? [`the queue "${name}"`] : []))
  return [...orchestrators, ...queues]
}

/** A wrong runbook gives no queues at all; nor does a folder that cannot be read. */
function isRunbookWrong({ problems }: LoadedSettings, { runbook }: Queue): boolean {
  return problems.some(({ file }) => file === runbook || file === dirname(runbook))
}
