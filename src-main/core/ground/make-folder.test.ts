import { existsSync } from 'node:fs'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from './make-folder'

async function place(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-folder-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  return root
}

test('a folder is made with those that are missing above it, once', async () => {
  const root = await place()
  const deep = join(root, 'a/b/c')
  expect(await makeFolder(deep, root)).toBe(true)
  expect(await makeFolder(deep, root)).toBe(false)
})

test('what holds it is never made', async () => {
  const root = await place()
  const gone = join(root, 'home')
  for (const path of [join(gone, 'a'), join(gone, 'a/b/c')]) {
    await expect(makeFolder(path, gone)).rejects.toThrow('ENOENT')
  }
  expect(existsSync(gone)).toBe(false)
})

test('a link to a folder is as good, a file in its place or above it is a failure', async () => {
  const root = await place()
  await symlink(root, join(root, 'link'))
  expect(await makeFolder(join(root, 'link'), root)).toBe(false)
  await writeFile(join(root, 'file'), '')
  await expect(makeFolder(join(root, 'file'), root)).rejects.toThrow('EEXIST')
  await expect(makeFolder(join(root, 'file/a'), root)).rejects.toThrow('ENOTDIR')
})
