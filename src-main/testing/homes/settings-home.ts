import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type HomePaths, homePaths } from '../../core/ground/home-paths'

const here = fileURLToPath(new URL('.', import.meta.url))

/** An empty home folder with files of the given texts, gone after the test. */
export async function homeWith(files: Readonly<Record<string, string>>): Promise<HomePaths> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'lanekeeper-settings-')))
  onTestFinished(() => rm(root, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return homePaths(root)
}

/** A home of the example files beside this one: a single agent, a team with review loops, a product desk. */
export async function exampleHome(): Promise<HomePaths> {
  const paths = await homeWith({})
  const config = await readFile(join(here, 'full.config.yaml'), 'utf8')
  await writeFile(paths.config, config.replaceAll('/srv/lanekeeper', paths.root))
  for (const folder of ['scratch', 'handbook']) await mkdir(join(paths.root, folder))
  await cp(join(here, 'workspaces'), paths.workspaces, { recursive: true })
  return paths
}
