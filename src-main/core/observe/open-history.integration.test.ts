import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { StartupProblem } from '../startup-problem'
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
