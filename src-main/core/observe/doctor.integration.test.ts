import { chmod, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Finding } from '#shared/finding'
import { message, TestHome } from '../../testing/homes/test-home'
import { diagnose } from './doctor'

const resourcesPath = join(import.meta.dirname, '../../../resources')

function examined(home: TestHome): Promise<Finding[]> {
  return diagnose({ paths: home.paths, environment: process.env, resourcesPath, now: Date.now })
}

const verdictOf = (findings: readonly Finding[], id: string): string | undefined =>
  findings.find((finding) => finding.id === id)?.verdict

test('a home is examined the same with an owner and without', async () => {
  await using home = await TestHome.create()
  const core = await home.open()
  const owned = await core.home.doctor()
  expect(owned.filter(({ verdict }) => verdict === 'error')).toEqual([])
  expect(owned.find(({ id }) => id === 'lock')?.detail).toMatch(/owns the home and answers/)
  expect(owned.find(({ id }) => id === 'provider.scripted')?.detail).toMatch(/used by main\/default/)
  await home.close(core)
  const after = await examined(home)
  expect(after.filter(({ verdict }) => verdict === 'error')).toEqual([])
  expect(after.find(({ id }) => id === 'lock')?.detail).toBe('Nobody owns the home.')
  expect(after.map(({ id }) => id).filter((id) => id !== 'control_socket')).toEqual(
    owned.map(({ id }) => id).filter((id) => id !== 'control_socket'),
  )
})

test('what lies about in a home is found, and examining changes nothing', async () => {
  await using home = await TestHome.create()
  await home.close(await home.open())
  const { paths } = home
  await home.put('late.json', message())
  const tomorrow = Date.now() / 1000 + 86_400
  await utimes(join(paths.queue, 'incoming', 'late.json'), tomorrow, tomorrow)
  await writeFile(join(paths.queue, 'incoming', 'notes.txt'), 'x')
  await writeFile(join(paths.queue, 'outbox', 'result~r~cabcd.json'), '{}')
  await writeFile(join(paths.root, 'history.db.1.broken'), '')
  await writeFile(paths.lock, '{ "pid"')
  await writeFile(paths.config, 'limits: { max_concurrent: many }\n')
  await chmod(home.root, 0o755)
  const before = await home.files('.')
  const findings = await examined(home)
  const expected = {
    'home.rights': 'warning',
    'home.leftovers': 'notice',
    settings: 'error',
    lock: 'notice',
    'lane.queue.strangers': 'warning',
    'lane.queue.clock': 'warning',
    'lane.queue.unpublished': 'notice',
  }
  const found = Object.keys(expected).map((id) => [id, verdictOf(findings, id)])
  expect(Object.fromEntries(found)).toEqual(expected)
  expect(await home.files('.')).toEqual(before)
})

test('a home that is not there is one finding, beside those of the machine', async () => {
  await using home = await TestHome.create()
  const paths = { ...home.paths, root: join(home.root, 'nowhere') }
  const findings = await diagnose({ paths, environment: {}, resourcesPath, now: Date.now })
  expect(findings.filter(({ verdict }) => verdict === 'error').map(({ id }) => id)).toEqual(['home.exists'])
  expect(verdictOf(findings, 'node.version')).toBe('ok')
})
