import { readdir } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import type { SettingsText } from '#shared/settings'
import { faultCode } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { isInside } from '../ground/is-inside'
import { Refused } from '../ground/refused'
import { maskedConfig } from './masked-config'
import { maskedRunbook } from './masked-runbook'
import type { Effective } from './settings'
import { readTextFile } from './text-file'
import { workspacePath } from './workspaces'

const mostFiles = 300
const longestText = 256 * 1024

/** The orchestrators' files and the runbooks, by the names they are shown under: as they lie in the home, where they do. */
export async function settingsFiles(
  paths: HomePaths,
  { settings }: Pick<Effective, 'settings'>,
): Promise<ReadonlyMap<string, string>> {
  const orchestrators = Object.keys(settings.orchestrators).map((id) =>
    join(workspacePath(paths, settings, id), 'orchestrator.yaml'),
  )
  const names = await readdir(paths.runbooks).catch((error: unknown) => {
    if (faultCode(error) === 'ENOENT') return []
    throw error
  })
  const runbooks = names.filter((name) => /^[^.].*\.(?:hcl|toml|ya?ml|json)$/i.test(name)).sort()
  const files = [...orchestrators, ...runbooks.map((name) => join(paths.runbooks, name))].slice(0, mostFiles)
  return new Map(files.map((file) => [isInside(paths.root, file) ? relative(paths.root, file) : file, file]))
}

/** The text of one of them as it is on the disk, with asterisks for what may be a secret unless it is asked for whole. */
export async function settingsText(
  paths: HomePaths,
  effective: Pick<Effective, 'settings'>,
  { name, whole }: { readonly name: string; readonly whole: boolean },
): Promise<SettingsText> {
  const file = (await settingsFiles(paths, effective)).get(name)
  if (file === undefined) {
    throw new Refused('no_such_file', `There is no settings file "${name}".`, 'Read the settings again.')
  }
  const text = await readBounded(file)
  const masked = /^\.(?:hcl|toml)$/i.test(extname(file)) ? maskedRunbook(text) : maskedConfig(text)
  return whole ? { ...masked, text } : masked
}

async function readBounded(file: string): Promise<string> {
  const read = await readTextFile(file, longestText)
  if (read.ok) return read.text
  throw new Refused('no_such_file', `${file} cannot be shown. ${read.sentence}`, 'Look at it with an editor.')
}
