import { mkdir, rename, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createFile } from '../ground/durable-write'
import { faultCode, faultText } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { type Imported, imported } from '../settings/import/imported'
import { saysSomething, TinyagiSettings, valueIn } from '../settings/import/tinyagi-settings'
import { checkedValue } from '../settings/schema-problems'
import { readTextFile, saidOf } from '../settings/text-file'
import { makeHomeFolders } from './first-run'

export type Import =
  | { readonly ok: true; readonly made: Imported; readonly files: readonly string[]; readonly movedTo: string | null }
  | { readonly ok: false; readonly sentence: string; readonly nextStep: string }

const longestFile = 1024 * 1024
const longestPrompt = 100_000

/**
 * Turns TinyAGI's settings into those of a home. Nothing that is there is written over; a `config.yaml` that is the very file
 * keeps its text under another name. With `dryRun` nothing is written.
 */
export async function importSettings(file: string, paths: HomePaths, dryRun: boolean): Promise<Import> {
  const from = resolve(file)
  const read = await readTextFile(from, longestFile)
  if (!read.ok) return refused(`${from} ${saidOf(read.sentence)}.`, 'Name the settings.json of TinyAGI or TinyClaw.')
  const value = valueIn(read.text)
  if (value === undefined) {
    const why = read.text.includes('\0') ? 'it is written in UTF-16, or is no text' : 'its JSON is broken or cut off'
    return refused(`${from} cannot be read: ${why}.`, 'Save it as JSON in UTF-8, and import again.')
  }
  if (!saysSomething(value))
    return refused(`${from} is no settings.json of TinyAGI.`, 'Name that of TinyAGI or TinyClaw.')
  const checked = checkedValue(TinyagiSettings, value)
  if (!checked.ok) {
    const [problem] = checked.problems
    const where = problem === undefined || problem.path.length === 0 ? '' : ` (${problem.path.join('.')})`
    const sentence = `${from} is no settings.json of TinyAGI: ${problem?.sentence ?? 'it cannot be read'}${where}.`
    return refused(sentence, 'Mend it there first.')
  }
  const settings = checked.value
  const made = imported(settings, await promptsOf(settings, dirname(from)), homedir())
  if (made.agents.length === 0)
    return refused(
      `No agent of ${from} can be carried over. ${made.remarks.slice(0, 3).join(' ')}`,
      'Lanekeeper runs claude and codex; declare others as providers of kind command.',
    )
  const orchestrator = join(paths.workspaces, 'main', 'orchestrator.yaml')
  const movedTo = (await isSame(from, paths.config)) ? join(paths.root, 'tinyagi-settings.json') : null
  for (const path of [orchestrator, movedTo ?? paths.config]) {
    if (await isThere(path))
      return refused(`${path} is there already.`, 'Move it away, or import into a new home with --home DIR.')
  }
  const files = [paths.config, orchestrator]
  if (dryRun) return { ok: true, made, files, movedTo }
  try {
    await makeHomeFolders(paths)
    await mkdir(dirname(orchestrator), { recursive: true, mode: 0o700 })
    await createFile(orchestrator, made.orchestrator, true)
    if (movedTo !== null) await rename(paths.config, movedTo)
    await createFile(paths.config, made.config, true)
  } catch (error) {
    return refused(
      `The settings could not be written: ${faultText(error)}.`,
      'Mend that, move away what was made, and import again.',
    )
  }
  return { ok: true, made, files, movedTo }
}

/** The texts of the agents' prompt files, null for one that cannot be read. */
async function promptsOf({ agents }: TinyagiSettings, folder: string): Promise<Map<string, string | null>> {
  const prompts = new Map<string, string | null>()
  for (const [name, { prompt_file: file, working_directory: at }] of Object.entries(agents)) {
    if (file !== undefined) prompts.set(name, await promptOf(resolve(at ?? folder, file)))
  }
  return prompts
}

async function promptOf(path: string): Promise<string | null> {
  const read = await readTextFile(path, longestPrompt)
  return read.ok ? read.text : null
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (faultCode(error) !== 'ENOENT') throw error
    return false
  }
}

async function isSame(a: string, b: string): Promise<boolean> {
  if (!(await isThere(b))) return false
  const [one, other] = [await stat(a), await stat(b)]
  return one.ino === other.ino && one.dev === other.dev
}

function refused(sentence: string, nextStep: string): Import {
  return { ok: false, sentence, nextStep }
}
