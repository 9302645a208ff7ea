import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { StartupProblem } from '../ground/startup-problem'
import type { Log } from './log'
import { openHistory } from './open-history'

const quiet: Log = { info: () => {}, warn: () => {}, error: () => {}, close: async () => {} }

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lanekeeper-history-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

test('a file that is no database is set aside, and the history begun anew', async () => {
  const path = await folder()
  await writeFile(join(path, 'history.db'), 'no database at all, but long enough to be taken for one'.repeat(100))
  const history = openHistory(join(path, 'history.db'), quiet)
  onTestFinished(() => history[Symbol.dispose]())
  expect(history.latest(1)).toEqual([])
  expect((await readdir(path)).filter((name) => name.endsWith('.broken'))).toHaveLength(1)
})

test('a history that another process holds is told, and stays where it is', async () => {
  const path = await folder()
  using other = new DatabaseSync(join(path, 'history.db'))
  other.exec('BEGIN EXCLUSIVE; CREATE TABLE mine (x)')
  expect(() => openHistory(join(path, 'history.db'), quiet)).toThrow(StartupProblem)
  other.exec('COMMIT')
  expect((await readdir(path)).filter((name) => name.endsWith('.broken'))).toEqual([])
})

test('a history that a newer Lanekeeper wrote is set aside, whole, and begun anew', async () => {
  const path = await folder()
  using newer = new DatabaseSync(join(path, 'history.db'))
  newer.exec('CREATE TABLE items (lane TEXT, id TEXT, much_more TEXT); PRAGMA user_version = 99')
  newer.close()
  const history = openHistory(join(path, 'history.db'), quiet)
  onTestFinished(() => history[Symbol.dispose]())
  expect(history.active('queue')).toEqual([])
  expect((await readdir(path)).filter((name) => name.endsWith('.newer'))).toHaveLength(1)
})

test('a history that was cut in two is set aside, or read as far as it goes', async () => {
  const path = await folder()
  const file = join(path, 'history.db')
  {
    using whole = openHistory(file, quiet)
    for (let one = 0; one < 500; one++) {
      const event = {
        at: one,
        lane: 'queue',
        id: `i${one}@a.0`,
        kind: 'seen',
        attempt: 1,
        text: 'x'.repeat(500),
        invocationId: null,
      } as const
      whole.record({
        event,
        status: 'active',
        arrivedAt: 1,
        bytes: 1,
        reason: null,
        agent: null,
        provider: null,
        resultFile: null,
        summary: null,
      })
    }
  }
  await truncate(file, (await stat(file)).size / 2)
  const history = openHistory(file, quiet)
  onTestFinished(() => history[Symbol.dispose]())
  history.active('queue')
  history.latest(10)
  history.completedCount('queue')
  expect((await history.search('x', 5, new AbortController().signal)).hits).toEqual(expect.any(Array))
})

test('a history whose pages are damaged behind its head is set aside, and the history begun anew', async () => {
  const path = await folder()
  const file = join(path, 'history.db')
  openHistory(file, quiet)[Symbol.dispose]()
  const bytes = await readFile(file)
  await writeFile(file, bytes.fill(0x5a, 4096))
  const history = openHistory(file, quiet)
  onTestFinished(() => history[Symbol.dispose]())
  expect(history.completedCount('queue')).toBe(0)
  expect(history.latest(1)).toEqual([])
  expect((await readdir(path)).filter((name) => name.endsWith('.broken'))).toHaveLength(1)
})
