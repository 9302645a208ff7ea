import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { homePaths } from '../ground/home-paths'
import { StartupProblem } from '../ground/startup-problem'
import { makeHomeFolders } from './first-run'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('the folders of a home are made with those above it, and found again', async () => {
  const paths = homePaths(join(folder, 'a b', 'ü', 'home'))
  await makeHomeFolders(paths)
  await makeHomeFolders(paths)
  expect((await stat(paths.daemon)).isDirectory()).toBe(true)
})

test.skipIf(process.platform === 'win32')('a folder that was there before is made this user’s alone', async () => {
  const paths = homePaths(join(folder, 'home'))
  for (const path of [paths.root, paths.logs, paths.invocations]) {
    await mkdir(path, { recursive: true })
    await chmod(path, 0o755)
  }
  await makeHomeFolders(paths)
  const { root, queue, daemon, logs, invocations, workspaces } = paths
  for (const path of [root, queue, daemon, logs, invocations, workspaces]) {
    expect((await stat(path)).mode & 0o777, path).toBe(0o700)
  }
})

test('a home where a file stands is told by its path', async () => {
  await writeFile(join(folder, 'file'), '')
  for (const root of [join(folder, 'file'), join(folder, 'file', 'home')]) {
    const made = makeHomeFolders(homePaths(root))
    await expect(made).rejects.toThrow(StartupProblem)
    await expect(made).rejects.toThrow(root)
    await expect(made).rejects.toMatchObject({ nextStep: expect.stringContaining('a file and no folder') })
  }
})

// Linux alone has a folder that exists and says, whoever asks, that what should be made in it has no parent.
test.runIf(process.platform === 'linux')(
  'a place that never takes a folder is told, not tried again without end',
  async () => {
    await expect(makeHomeFolders(homePaths('/proc/lanekeeper/home'))).rejects.toThrow(StartupProblem)
  },
)
