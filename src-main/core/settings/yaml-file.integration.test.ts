import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { Settings } from './settings-schema'
import { loadYaml } from './yaml-file'

async function file(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-yaml-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'config.yaml')
  if (text !== '') await writeFile(path, text)
  return path
}

const problemOf = async (path: string) => {
  const loaded = await loadYaml(path, Settings)
  return loaded.ok ? null : loaded.problems[0]?.sentence
}

test('settings may lie behind a link', async () => {
  const path = await file('settle_ms: 3\n')
  await symlink(path, `${path}.link`)
  expect(await loadYaml(`${path}.link`, Settings)).toMatchObject({ ok: true, value: { settle_ms: 3 } })
})

test.skipIf(process.platform === 'win32')('a pipe in place of settings is told, not waited for', async () => {
  const path = await file('')
  await promisify(execFile)('mkfifo', [path])
  expect(await problemOf(path)).toBe('It is not a regular file.')
})

test('a file that is too long is not read', async () => {
  expect(await problemOf(await file('#'.repeat(1024 * 1024 + 1)))).toBe('It is longer than 128 KB.')
})

test('a file that is missing is told with the cause', async () => {
  expect(await problemOf(await file(''))).toMatch(/^It cannot be read: ENOENT/)
})
