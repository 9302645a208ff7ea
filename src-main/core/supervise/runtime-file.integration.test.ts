import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildPrograms } from '../../testing/owners/build-programs'
import { ReaderTold, WriterTold } from '../../testing/owners/protocol'
import { TestProcess } from '../../testing/owners/test-process'
import { homePaths } from '../ground/home-paths'
import { nothingLeft } from './left-processes'
import { RuntimeFile } from './runtime-file'
import { type RuntimeState, readRuntime } from './runtime-state'
import { verifiedStatus } from './verified-status'

const suite = new AsyncDisposableStack()
let programs = ''
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-runtime-'))
  suite.defer(() => rm(folder, { recursive: true, force: true }))
  const sources = ['runtime-reader', 'runtime-writer'].map((name) =>
    join(import.meta.dirname, `../../testing/owners/${name}.ts`),
  )
  programs = suite.use(await buildPrograms(sources)).folder
})
afterAll(() => suite.disposeAsync())

function state(since: number): RuntimeState {
  const reason = 'x'.repeat(since % 5000)
  const [pid, workers, receipt] = [process.pid, [], null]
  return {
    instance: 'i',
    pid,
    host: 'browser',
    version: '0',
    state: 'running',
    since,
    reason,
    beatAt: since,
    workers,
    receipt,
    left: nothingLeft,
  }
}

it('who reads the state while it is written a thousand times never sees anything but a whole record', async () => {
  const path = join(folder, 'read.json')
  const file = new RuntimeFile(path, (error) => {
    throw error
  })
  file.write(state(0))
  await file.settled()
  const readers = await Promise.all(
    Array.from({ length: 2 }, async () => {
      const reader = new TestProcess(join(programs, 'runtime-reader.mjs'), { path }, ReaderTold)
      await reader.hears(({ kind }) => kind === 'reading')
      return reader
    }),
  )
  for (let write = 1; write <= 1000; write++) {
    file.write(state(write))
    await file.settled()
  }
  for (const reader of readers) {
    reader.tell({})
    const told = await reader.hears(({ kind }) => kind === 'read')
    await reader.ended
    expect(told).toMatchObject({ troubles: [] })
    if (told.kind === 'read') expect(told.different).toBeGreaterThan(5)
  }
  expect(await readRuntime(path)).toEqual(state(1000))
})

it('of values given faster than they can be written the newest is written last, and nothing is left beside it', async () => {
  const path = join(folder, 'many', 'fast.json')
  await mkdir(join(folder, 'many'))
  const file = new RuntimeFile(path, (error) => {
    throw error
  })
  for (let write = 1; write <= 1000; write++) file.write(state(write))
  await file.settled()
  expect(await readRuntime(path)).toEqual(state(1000))
  expect(await readdir(join(folder, 'many'))).toEqual(['fast.json'])
})

it('a record that cannot be written is told, once it can again that is told too, and the old one stays whole', async () => {
  const place = join(folder, 'place')
  await mkdir(place)
  const told: unknown[] = []
  const file = new RuntimeFile(join(place, 'state.json'), (error) => told.push(error))
  file.write(state(1))
  await file.settled()
  await rename(place, join(folder, 'elsewhere'))
  file.write(state(2))
  await file.settled()
  expect(told).toMatchObject([{ code: 'ENOENT' }])
  await rename(join(folder, 'elsewhere'), place)
  expect(await readRuntime(join(place, 'state.json'))).toEqual(state(1))
  file.write(state(3))
  file.write(state(4))
  await file.settled()
  expect(told).toMatchObject([{ code: 'ENOENT' }, null])
  expect(await readRuntime(join(place, 'state.json'))).toEqual(state(4))
})

it.skipIf(process.platform === 'win32')(
  'a disk that takes no more bytes leaves the old record whole and no litter',
  async () => {
    const place = join(folder, 'full')
    await mkdir(place)
    const plan = { path: join(place, 'state.json'), small: { ...state(0), reason: null }, large: 'x'.repeat(100_000) }
    const command = `ulimit -f 16; exec "$0" "$1" "$2"`
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      command,
      process.execPath,
      join(programs, 'runtime-writer.mjs'),
      JSON.stringify(plan),
    ])
    const { troubles, read } = WriterTold.parse(JSON.parse(stdout))
    expect(troubles).toEqual([expect.stringContaining('EFBIG'), 'over'])
    expect(read).toEqual([1, 1, 3])
    expect(await readdir(place)).toEqual(['state.json'])
  },
)

it('a state that something else spoilt is said in the status, which is told all the same', async () => {
  const paths = homePaths(join(folder, 'home'))
  await mkdir(paths.daemon, { recursive: true })
  await writeFile(paths.runtime, '{"state": "run')
  const status = await verifiedStatus(paths)
  expect(status).toMatchObject({ state: 'stopped', owner: null, runtime: null })
  expect(status.reason).toContain('runtime.json cannot be read')
})
