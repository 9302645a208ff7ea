import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LogQuery } from '#shared/log-line'
import { followLog } from './follow-log'
import { LogReader } from './log-reader'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-'))
  path = join(folder, 'lanekeeper.jsonl')
})
afterEach(() => rm(folder, { recursive: true }))

const all: LogQuery = { level: 'debug', scope: '', search: '', lines: 100 }
const line = (msg: string, rest: object = {}): string =>
  `${JSON.stringify({ level: 'info', time: '2026-01-02T03:04:05.006Z', scope: 'lane', msg, ...rest })}\n`
const sentences = (lines: readonly { sentence: string }[] | null): string[] => (lines ?? []).map((one) => one.sentence)

test('a log that does not exist yet has no lines and is read once it is there', async () => {
  const reader = new LogReader(path, all)
  expect(await reader.tail()).toEqual([])
  await writeFile(path, line('first'))
  expect(sentences(await reader.next())).toEqual(['first'])
  expect(await reader.next()).toBeNull()
})

test('a line is read with its facts and where it begins, what is no log line is left out', async () => {
  await writeFile(path, `not json\n${line('second', { item: 'i' })}{"level":"odd"}\n`)
  expect(await new LogReader(path, all).tail()).toEqual([
    {
      offset: 9,
      at: '2026-01-02T03:04:05.006Z',
      level: 'info',
      scope: 'lane',
      sentence: 'second',
      facts: '{"item":"i"}',
    },
  ])
})

test.each([
  [{ level: 'warn' }, ['hot']],
  [{ scope: 'other' }, ['hot']],
  [{ search: 'NEEDLE' }, ['cold']],
  [{ lines: 1 }, ['hot']],
  [{ lines: 0 }, []],
] as const)('a query of %j finds %j', async (change, found) => {
  await writeFile(path, line('cold', { fact: 'a needle' }) + line('hot', { level: 'error', scope: 'other' }))
  expect(sentences(await new LogReader(path, { ...all, ...change }).tail())).toEqual(found)
})

test('half a line waits for its other half', async () => {
  const whole = line('halved')
  await writeFile(path, whole.slice(0, 20))
  const reader = new LogReader(path, all)
  expect(await reader.tail()).toEqual([])
  await appendFile(path, whole.slice(20))
  expect(sentences(await reader.next())).toEqual(['halved'])
})

test('a log that was rotated is read from its new beginning', async () => {
  await writeFile(path, line('old one') + line('old two'))
  const reader = new LogReader(path, all)
  await reader.tail()
  await truncate(path, 0)
  await appendFile(path, line('new'))
  expect(sentences(await reader.next())).toEqual(['new'])
})

test('a line longer than is read at a time is let go of, and the next one is found', async () => {
  await writeFile(path, line('x'.repeat(600_000)) + line('after'))
  expect(sentences(await new LogReader(path, all).tail())).toEqual(['after'])
})

test('a follower gets what is written while it follows', async () => {
  await writeFile(path, line('before'))
  const stop = new AbortController()
  const following = followLog(path, all, stop.signal)
  expect(sentences((await following.next()).value?.lines ?? null)).toEqual(['before'])
  const next = following.next()
  await appendFile(path, line('while'))
  expect(sentences((await next).value?.lines ?? null)).toEqual(['while'])
  stop.abort()
  expect((await following.next()).done).toBe(true)
})
