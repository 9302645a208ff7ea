import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isBuilt, removeStamp, sourceHash, writeStamp } from './build-stamp.mjs'

let root = ''

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lanekeeper-stamp-'))
  await mkdir(join(root, 'src-main', 'core'), { recursive: true })
  await writeFile(join(root, 'src-main', 'core', 'core.ts'), 'export {}')
  await writeStamp(root, await sourceHash(root))
})

afterEach(() => rm(root, { recursive: true, force: true }))

it('holds while nothing has changed, and leaves no half-written file', async () => {
  expect(await isBuilt(root)).toBe(true)
  expect(await readdir(join(root, 'out'))).toEqual(['.build-stamp'])
})

it('ends when a source is changed, even to one of the same size', async () => {
  await utimes(join(root, 'src-main', 'core', 'core.ts'), new Date(1000), new Date(1000))
  expect(await isBuilt(root)).toBe(false)
})

it('ends when a source is added', async () => {
  await writeFile(join(root, 'src-main', 'core', 'open-core.ts'), '')
  expect(await isBuilt(root)).toBe(false)
})

it('outlasts a changed test', async () => {
  await writeFile(join(root, 'src-main', 'core', 'core.test.ts'), '')
  expect(await isBuilt(root)).toBe(true)
})

it('is gone while a build runs', async () => {
  await removeStamp(root)
  expect(await isBuilt(root)).toBe(false)
})
