import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { failed, messageOf, TestLane } from '../../testing/lanes/test-lane'
import { reconcileResults } from '../lane/reconcile'
import type { HistoryEntry } from '../record/history-rows'
import { removeOldHistory } from './remove-old-history'

const never = new AbortController().signal
const dayMs = 86_400_000

/** The retention of a year, as it is in so many days from now. */
function retained({ history, lane }: TestLane, inDays: number, signal = never): Promise<number> {
  return removeOldHistory(history, new Map([[lane.name, lane]]), Date.now() + (inDays - 365) * dayMs, signal)
}

/** One whose items are done: those named, in their order. */
async function answeredAll(texts: readonly string[]): Promise<TestLane> {
  const test = await TestLane.begun()
  for (const text of texts) await test.put(`${text}.json`, messageOf(text, 'c'))
  await test.until(() => test.lane.counts().completed === texts.length)
  return test
}

test('what completed long ago goes with its events, stays counted, and is not taken for new', async () => {
  await using test = await answeredAll(['a', 'b', 'c'])
  const { history, lane } = test
  const window = { offset: 0, limit: 10 }
  const ids = (await history.completed('queue', '', window, never)).rows.map(({ id }) => id)
  const [taken = '', ...left] = await test.files('outgoing')
  await rm(test.path('outgoing', taken))
  expect(await retained(test, 366)).toBe(3)
  expect(lane.counts().completed).toBe(3)
  expect(await history.completed('queue', '', window, never)).toEqual({ total: 0, rows: [] })
  expect(ids.flatMap((id) => history.timeline('queue', id))).toEqual([])
  expect(history.hasResult('queue', taken)).toBe(false)
  expect(left.map((file) => history.hasResult('queue', file))).toEqual([true, true])
  await reconcileResults(lane, history, 1_000_000)
  expect(lane.counts().completed).toBe(3)
  await test.put('d.json', messageOf('d'))
  await test.until(() => lane.counts().completed === 4)
  expect((await history.completed('queue', '', window, never)).total).toBe(1)
  expect(await retained(test, 366)).toBe(1)
  expect(lane.counts().completed).toBe(4)
})

test('what is young enough stays, and everything once the removal is told to end', async () => {
  await using test = await answeredAll(['a'])
  expect(await retained(test, 364)).toBe(0)
  expect(await retained(test, 366, AbortSignal.abort())).toBe(0)
  expect(test.history.latest(10).length).toBeGreaterThan(0)
})

test('an item that is in its lane still stays, and goes once it has left', async () => {
  await using test = await TestLane.begun({ held: true })
  const { history, lane } = test
  for (const text of ['dead', 'trash']) {
    await test.put(`${text}.json`, messageOf(text))
    const run = await test.run(text)
    run.end(failed(run.item, false))
  }
  await test.until(() => lane.counts().dead === 2 && test.kinds('buried').length === 2)
  const entries = [...lane.index.folders.dead.values()]
  const ids = entries.map((listed) => lane.record.identify(listed.file, true, listed).id)
  expect(await retained(test, 366)).toBe(0)
  expect(ids.map((id) => history.notes('queue', id)?.status)).toEqual(['dead', 'dead'])
  for (const file of await test.files('dead')) await rm(test.path('dead', file))
  await test.until(() => lane.counts().dead === 0)
  expect(await retained(test, 366)).toBe(2)
  expect(ids.map((id) => history.notes('queue', id))).toEqual([null, null])
})

test('items of a lane that is not read yet, or not there, stay unless they completed', async () => {
  await using test = await TestLane.create()
  const { history } = test
  const entry = (lane: string, id: string, status: string): HistoryEntry => ({
    event: { at: 1, lane, id, kind: 'seen', attempt: 1, text: 'told', invocationId: null },
    status,
    arrivedAt: 1,
    bytes: 1,
    reason: null,
    agent: null,
    provider: null,
    resultFile: null,
    summary: null,
  })
  for (const lane of ['queue', 'absent']) {
    history.record(entry(lane, 'dead@1.0', 'dead'))
    for (let one = 0; one < 500; one++) history.record(entry(lane, `done-${one}@1.0`, 'completed'))
  }
  let turns = 0
  const turn = setInterval(() => turns++, 0)
  expect(await retained(test, 0)).toBe(1000)
  clearInterval(turn)
  expect(turns).toBeGreaterThan(1)
  for (const lane of ['queue', 'absent']) {
    expect(history.notes(lane, 'dead@1.0')?.status).toBe('dead')
    expect(history.completedCount(lane)).toBe(500)
  }
})
