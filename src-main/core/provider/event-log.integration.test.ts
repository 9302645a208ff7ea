import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { InvocationEvent } from '#shared/invocation-events'
import { bounds } from '#shared/limits'
import { Changes } from '../ground/changes'
import { followEvents } from '../record/follow-events'
import { EventLog } from './event-log'

let folder: string
let path: string
const plain = (text: string) => text

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-events-'))
  path = join(folder, 'events.jsonl')
})

afterEach(() => rm(folder, { recursive: true }))

const stored = async () =>
  (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => InvocationEvent.parse(JSON.parse(line)))

test('events are numbered, long text is cut, and secrets are taken out', async () => {
  {
    await using log = await EventLog.create(
      path,
      (text) => text.replaceAll('hush', '***'),
      () => 7,
    )
    log.add({ kind: 'text', text: 'hush, hush' })
    log.add({ kind: 'result', call: 'c', text: 'x'.repeat(bounds.eventText + 1), ok: true })
  }
  expect(await stored()).toMatchObject([
    { seq: 1, at: 7, cut: false, kind: 'text', text: '***, ***' },
    { seq: 2, cut: true, kind: 'result', text: 'x'.repeat(bounds.eventText) },
  ])
})

test('a secret that the cut would split is taken out whole', async () => {
  {
    await using log = await EventLog.create(path, (text) => text.replaceAll('hush', '***'), Date.now)
    log.add({ kind: 'text', text: `${'x'.repeat(bounds.eventText - 2)}hush and more` })
    log.add({ kind: 'text', text: 'hush'.repeat(bounds.eventText) })
  }
  const [first, second] = await stored()
  expect(JSON.stringify(first)).not.toContain('hu')
  expect(JSON.stringify(second)).not.toContain('hu')
})

test('a reader that is told looks at a file that has what it is told of', async () => {
  const told = Promise.withResolvers<number>()
  await using log = await EventLog.create(path, plain, Date.now, bounds.eventFile, () =>
    stored().then((events) => told.resolve(events.length), told.reject),
  )
  log.add({ kind: 'text', text: 'word' })
  expect(await told.promise).toBe(1)
})

test('a file has a limit, says when it is reached, and how it ended is told beyond it', async () => {
  {
    await using log = await EventLog.create(path, plain, Date.now, 1000)
    for (let number = 0; number < 1000; number++) log.add({ kind: 'text', text: 'word' })
    log.add({ kind: 'done', ok: true, text: '' })
  }
  const events = await stored()
  expect(events.length).toBeLessThan(20)
  expect(events.at(-1)).toMatchObject({ kind: 'done', seq: events.length })
  expect(events.filter((event) => event.kind === 'notice')).toMatchObject([{ seq: events.length - 1 }])
})

test('a follower gets the newest events, then each one once, then the end', async () => {
  await using log = await EventLog.create(path, plain, Date.now)
  const long = 'x'.repeat(10_000)
  for (let number = 1; number <= 200; number++) log.add({ kind: 'text', text: `${number} ${long}` })
  await log.written()
  const changes = new Changes()
  let running = true
  const seen: number[] = []
  let skipped = 0
  for await (const batch of followEvents({ path, isRunning: () => running, changes }, AbortSignal.any([]))) {
    seen.push(...batch.events.map((event) => event.seq))
    skipped = batch.skipped
    if (running) {
      log.add({ kind: 'done', ok: true, text: '' })
      await log.written()
      running = false
      changes.touch()
    }
  }
  expect(skipped).toBeGreaterThan(100)
  expect(seen).toEqual(Array.from({ length: 201 - skipped }, (_, index) => skipped + 1 + index))
})

test('a run that has no events ends at once', async () => {
  const run = { path, isRunning: () => false, changes: new Changes() }
  const batches: unknown[] = []
  for await (const batch of followEvents(run, AbortSignal.any([]))) batches.push(batch)
  expect(batches).toEqual([{ events: [], skipped: 0, ended: true }])
})
