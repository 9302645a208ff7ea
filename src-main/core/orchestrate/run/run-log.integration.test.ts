import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { appendToLog, readLog } from './run-log'

async function logPath(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'lanekeeper-run-log-'))
  onTestFinished(() => rm(root, { recursive: true }))
  return join(root, 'events.jsonl')
}
const entry = (at: number, text = 'x') => ({ at, kind: 'begun', step: null, attempt: null, text })

test('a line that a crash cut off costs that line alone', async () => {
  const path = await logPath()
  await appendToLog(path, entry(1))
  await appendFile(path, '{"at":2,"kind":"beg')
  await appendToLog(path, entry(3))
  expect((await readLog(path, 10)).map(({ at }) => at)).toEqual([1, 3])
})

test('the newest entries are read, and a log that is not there is empty', async () => {
  const path = await logPath()
  expect(await readLog(path, 10)).toEqual([])
  for (let at = 1; at <= 5; at++) await appendToLog(path, entry(at))
  expect((await readLog(path, 2)).map(({ at }) => at)).toEqual([4, 5])
})

test('a log that is full says so once and grows no more', async () => {
  const path = await logPath()
  const line = `${JSON.stringify(entry(1, 'y'.repeat(2000)))}\n`
  await appendFile(path, line.repeat(Math.floor((4 * 1024 * 1024) / line.length)))
  for (let at = 2; at <= 5; at++) await appendToLog(path, entry(at, 'z'.repeat(2000)))
  const { size } = await stat(path)
  await appendToLog(path, entry(6))
  expect((await stat(path)).size).toBe(size)
  expect((await readLog(path, 1))[0]?.text).toBe('The log of this run is full.')
  expect((await readFile(path, 'utf8')).match(/is full/g)).toHaveLength(1)
})
