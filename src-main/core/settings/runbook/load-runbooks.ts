import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { faultCode, faultText } from '../../ground/fault-code'
import type { Settings } from '../settings-schema'
import { readTextFile } from '../text-file'
import type { SettingsProblem } from '../yaml-file'
import { idleCommands } from './idle-commands'
import { libraryFolders } from './libraries'
import type { Queue } from './queue'
import { queuesOf } from './queues-of'
import { placedAll, type ReadRunbook, readRunbook } from './read-runbook'

export interface Runbooks {
  readonly queues: ReadonlyMap<string, Queue>
  readonly problems: readonly SettingsProblem[]
  readonly warnings: readonly SettingsProblem[]
  /** Every file that was looked at, in order, then the libraries and files they name. */
  readonly files: readonly string[]
}

const mostFiles = 200
const longestText = 128 * 1024

/**
 * Reads the runbooks of a folder, by name. A file with anything wrong in it gives no queues and takes nothing from the others; of
 * two queues of one name the first stands. Never throws for what the folder and its files are or say.
 */
export async function loadRunbooks(folder: string, settings: Settings): Promise<Runbooks> {
  const problems: SettingsProblem[] = []
  const warnings: SettingsProblem[] = []
  const queues = new Map<string, Queue>()
  const files = await runbookFiles(folder, problems)
  const libraries = libraryFolders(folder, process.env)
  const looked = new Set<string>()
  for (const file of files) {
    const read = await readFileOf(file, libraries)
    for (const name of read.looked) looked.add(name)
    if (!read.ok) {
      problems.push(...read.problems)
      continue
    }
    const made = queuesOf(read.read, settings)
    problems.push(...made.problems)
    warnings.push(...placedAll(read.read, idleCommands(read.read.runbook)))
    const taken = made.queues.filter(({ name }) => queues.has(name))
    const sentences = taken.map(({ name }) => ({
      path: ['queue', name],
      part: 'key' as const,
      sentence: `${queues.get(name)?.runbook} has a queue "${name}" already`,
    }))
    problems.push(...placedAll(read.read, sentences))
    if (taken.length === 0) for (const queue of made.queues) queues.set(queue.name, queue)
  }
  return { queues, problems, warnings, files: [...files, ...looked] }
}

async function runbookFiles(folder: string, problems: SettingsProblem[]): Promise<string[]> {
  let names: string[]
  try {
    names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()
  } catch (error) {
    if (faultCode(error) !== 'ENOENT') problems.push(atFile(folder, `It cannot be read: ${faultText(error)}.`))
    return []
  }
  const runbooks = names.filter((name) => /\.(?:hcl|toml|ya?ml|json)$/i.test(name))
  if (runbooks.length > mostFiles) {
    problems.push(atFile(folder, `It holds ${runbooks.length} runbooks; only the first ${mostFiles} are read.`))
  }
  return runbooks.slice(0, mostFiles).map((name) => join(folder, name))
}

async function readFileOf(file: string, libraries: readonly string[]): Promise<ReadRunbook> {
  const refused = (sentence: string): ReadRunbook => ({ ok: false, problems: [atFile(file, sentence)], looked: [] })
  const read = await readTextFile(file, longestText)
  if (!read.ok) return refused(read.sentence)
  try {
    return await readRunbook(file, read.text, libraries)
  } catch (error) {
    return refused(`It cannot be read: ${faultText(error)}.`)
  }
}

function atFile(file: string, sentence: string): SettingsProblem {
  return { file, line: null, column: null, sentence }
}
