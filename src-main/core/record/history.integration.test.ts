import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { summaryOf } from '#shared/message'
import { History } from './history'
import type { HistoryEntry } from './history-rows'

let folder = ''
let history: History
const troubles: unknown[] = []
const never = new AbortController().signal

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-history-'))
  history = new History(join(folder, 'history.db'), (error) => troubles.push(error))
})
afterEach(async () => {
  history[Symbol.dispose]()
  await rm(folder, { recursive: true, force: true })
  troubles.length = 0
})

function entry(id: string, at: number, text: string, status = 'completed'): HistoryEntry {
  return {
    event: { at, lane: 'queue', id, kind: 'claimed', attempt: 1, text: 'told', invocationId: null },
    status,
    arrivedAt: 1,
    bytes: 1,
    reason: null,
    agent: null,
    provider: null,
    resultFile: null,
    summary: summaryOf({ channel: 'slack', sender: 'Ada', message: text, messageId: id, timestamp: at }),
  }
}

const count = 3_000

/** Every hundredth is an apple; all change at one of three moments. */
function fill(): void {
  for (let one = 0; one < count; one++) {
    history.record(entry(`item-${one}@a.0`, 1_000 + (one % 3), one % 100 === 0 ? 'a ripe apple' : 'a pear'))
  }
}

/** How often other work had its turn while something went on. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let isOver = false
  const turn = (): void => {
    turns++
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  await work()
  isOver = true
  return turns
}

describe('a search of the history', () => {
  test('finds what every word fits, newest first, and no more than asked for', async () => {
    fill()
    history.record(entry('rare@a.0', 5_000, 'a 100% ripe_apple', 'dead'))
    const { hits, lookedAt, unlooked } = await history.search('RIPE apple', 1000, never)
    expect({ lookedAt, unlooked }).toEqual({ lookedAt: count + 1, unlooked: null })
    expect(hits).toHaveLength(31)
    expect(hits[0]).toMatchObject({ id: 'rare@a.0', status: 'dead', title: 'a 100% ripe_apple', changedAt: 5_000 })
    expect(hits[0]?.timeline).toHaveLength(1)
    expect(hits.map((hit) => hit.changedAt)).toEqual(hits.map((hit) => hit.changedAt).sort((a, b) => b - a))
    expect((await history.search('apple', 3, never)).hits).toHaveLength(3)
    expect((await history.search('100% ripe_a', 10, never)).hits.map((hit) => hit.id)).toEqual(['rare@a.0'])
    expect((await history.search('100%ripe', 10, never)).hits).toEqual([])
  })

  test('that may not take its time says how far it looked, and what it did not look at', async () => {
    for (let one = 0; one < 1000; one++) history.record(entry(`item-${one}@a.0`, 10_000 + one, 'a pear'))
    history.record(entry('oldest@a.0', 1, 'the only fig'))
    const never = new AbortController().signal
    expect(await history.search('fig', 10, never, 0)).toEqual({ hits: [], lookedAt: 250, unlooked: 10_750 })
    expect(await history.search('fig', 10, never)).toMatchObject({ hits: [{ id: 'oldest@a.0' }], unlooked: null })
    expect(await history.search('pear', 5, never, 0)).toMatchObject({ unlooked: null })
  })

  test('of a long history lets other work have its turn', async () => {
    fill()
    expect(await turnsDuring(() => history.search('plum', 10, never))).toBeGreaterThan(count / 1000)
    const window = { offset: 0, limit: 10 }
    expect(await turnsDuring(() => history.completed('queue', 'plum', window, never))).toBeGreaterThan(count / 1000)
  })

  test('also finds what changes while it goes on', async () => {
    fill()
    const searching = history.search('apple', 1000, never)
    history.record(entry('item-0@a.0', Date.now() + 10, 'a ripe apple', 'dead'))
    const { hits } = await searching
    expect(hits).toHaveLength(30)
    expect(hits[0]).toMatchObject({ id: 'item-0@a.0', status: 'dead' })
  })

  test('ends when nobody waits for it, and when the history is closed', async () => {
    fill()
    expect((await history.search('apple', 1000, AbortSignal.abort())).hits).toEqual([])
    const searching = history.search('pear', 1000, never)
    const counting = history.completed('queue', 'pear', { offset: 0, limit: 10 }, never)
    history[Symbol.dispose]()
    await expect(searching).resolves.toMatchObject({ hits: expect.any(Array) })
    expect((await counting).total).toBeLessThan(count)
    history = new History(join(folder, 'history.db'), () => {})
  })
})

test('a window of completed items is the same slice, searched or not, however many share a moment', async () => {
  fill()
  const ids: string[] = []
  for (let offset = 0; offset < 30; offset += 7) {
    const { total, rows } = await history.completed('queue', 'apple', { offset, limit: 7 }, never)
    expect(total).toBe(30)
    ids.push(...rows.map((row) => row.id))
  }
  expect(new Set(ids).size).toBe(30)
  const all = await history.completed('queue', '', { offset: 0, limit: count }, never)
  expect(all.total).toBe(count)
  expect(all.rows.map((row) => row.id).filter((id) => ids.includes(id))).toEqual(ids)
})

test('an item’s run stays known when later events tell of none, and a later run takes its place', () => {
  const plain = entry('x@a.0', 1, 'hello', 'active')
  history.record({ ...plain, runId: 'run-one' })
  history.record(plain)
  history.flush()
  history.record({ ...plain, status: 'dead' })
  expect(history.notes('queue', 'x@a.0')).toMatchObject({ status: 'dead', run_id: 'run-one' })
  history.record({ ...plain, runId: 'run-two' })
  history.record(plain)
  expect(history.notes('queue', 'x@a.0')?.run_id).toBe('run-two')
})

test('a history of the first version is taken over with all it knows', () => {
  const path = join(folder, 'first.db')
  const first = new DatabaseSync(path)
  first.exec(`CREATE TABLE items (
    lane TEXT NOT NULL, id TEXT NOT NULL, status TEXT NOT NULL, attempt INTEGER NOT NULL, arrived_at REAL NOT NULL,
    changed_at REAL NOT NULL, bytes REAL NOT NULL, reason TEXT, agent TEXT, provider TEXT, invocation_id TEXT,
    result_file TEXT, summary TEXT, PRIMARY KEY (lane, id)) WITHOUT ROWID;
    INSERT INTO items VALUES ('queue', 'x@a.0', 'dead', 1, 1, 1, 1, 'it broke', 'main', 'p', 'i', NULL, NULL)`)
  first.close()
  for (let time = 0; time < 2; time++) {
    using taken = new History(path, (error) => troubles.push(error))
    const known = time === 0 ? { permissions: null, run_id: null } : { permissions: 'full', run_id: 'run-one' }
    expect(taken.notes('queue', 'x@a.0')).toMatchObject({ agent: 'main', ...known })
    taken.record({ ...entry('x@a.0', 2, 'hello', 'dead'), permissions: 'full', runId: 'run-one' })
  }
  expect(troubles).toEqual([])
})

test('a history that cannot be read or written any more stops no lane', () => {
  history[Symbol.dispose]()
  history.record(entry('late@a.0', 1, 'late'))
  history.flush()
  expect(history.isCompleted('queue', 'late@a.0')).toBe(false)
  expect(troubles).toHaveLength(1)
  history = new History(join(folder, 'history.db'), () => {})
  expect(history.notes('queue', 'late@a.0')).toBe(null)
})

test('what cannot be read is told at most once a minute, and again after one', () => {
  history.record(entry('odd@a.0', 1, 'hello', 'active'))
  history.flush()
  const path = join(folder, 'history.db')
  {
    using db = new DatabaseSync(path)
    db.exec(`UPDATE items SET attempt = 'many'`)
  }
  let now = 1_000_000
  using read = new History(
    path,
    (error) => troubles.push(error),
    () => now,
  )
  const toldAt = (ms: number): number => {
    now = 1_000_000 + ms
    expect(read.active('queue')).toEqual([])
    return troubles.length
  }
  expect([0, 1, 59_999, 60_000, 60_001, 119_999, 120_000].map(toldAt)).toEqual([1, 1, 1, 2, 2, 2, 3])
})

test('what is known of an item is the same whether its events were written together or one by one', () => {
  const facts: Partial<HistoryEntry>[] = [
    { status: 'active', agent: 'main', summary: entry('x', 1, 'hello').summary },
    { status: 'failed', reason: 'it broke', provider: 'anthropic', summary: null, resultFile: 'notice.json' },
    {
      status: 'completed',
      arrivedAt: 2,
      bytes: 2,
      resultFile: 'answer.json',
      permissions: 'workspace-write',
      summary: null,
    },
    { status: 'completed', summary: null },
  ]
  const record = (id: string, after: () => void): void => {
    for (const [step, fact] of facts.entries()) {
      const plain = entry(id, step, 'hello')
      const invocationId = step === 1 ? 'run-1' : null
      history.record({ ...plain, event: { ...plain.event, attempt: step + 1, invocationId }, ...fact })
      after()
    }
    history.flush()
  }
  record('alone@a.0', () => history.flush())
  const counted = history.completedCount('queue')
  record('together@a.0', () => {})
  expect(history.notes('queue', 'together@a.0')).toEqual({ ...history.notes('queue', 'alone@a.0'), id: 'together@a.0' })
  expect(history.notes('queue', 'together@a.0')).toMatchObject({ arrived_at: 1, bytes: 1, reason: null, agent: 'main' })
  expect(history.timeline('queue', 'together@a.0')).toHaveLength(facts.length)
  expect(history.hasResult('queue', 'notice.json') && history.hasResult('queue', 'answer.json')).toBe(true)
  expect(history.completedCount('queue')).toBe(counted + 1)
})

test('rows of another shape are passed over, wherever the history is asked, and told once', async () => {
  const told: unknown[] = []
  const path = join(folder, 'strange.db')
  using strange = new History(path, (error) => told.push(error))
  for (const id of ['fine', 'odd', 'huge', 'wordless'])
    strange.record(entry(`${id}@a.0`, 5, 'a pear', id === 'odd' ? 'active' : 'completed'))
  strange.record(entry('active@a.0', 6, 'a pear', 'active'))
  strange.flush()
  using other = new DatabaseSync(path)
  other.exec(`UPDATE items SET attempt = x'00', changed_at = 'then' WHERE id = 'odd@a.0';
    UPDATE items SET attempt = 9007199254740993 WHERE id = 'huge@a.0';
    UPDATE items SET summary = '{broken' WHERE id = 'wordless@a.0';
    UPDATE events SET kind = 'unheard of' WHERE id = 'fine@a.0'`)
  const never = new AbortController().signal
  expect(strange.active('queue').map(({ id }) => id)).toEqual(['active@a.0'])
  expect(strange.notes('queue', 'odd@a.0')).toBeNull()
  expect(strange.notes('queue', 'huge@a.0')).toBeNull()
  expect(strange.titleOf('queue', 'wordless@a.0')).toBe('wordless')
  expect(strange.timeline('queue', 'fine@a.0')).toEqual([])
  expect(strange.latest(10)).not.toEqual([])
  expect(strange.old(Date.now(), null, 10).map(({ id }) => id)).toContain('fine@a.0')
  expect((await strange.search('pear', 10, never)).hits.map(({ id }) => id)).toContain('active@a.0')
  await strange.completed('queue', '', { offset: 0, limit: 10 }, never)
  await strange.completed('queue', 'pear', { offset: 0, limit: 10 }, never)
  expect(told).toHaveLength(1)
})

test('a window far down a list is the slice that stands there, and lets other work have its turn', async () => {
  const many = 21_000
  for (let one = 0; one < many; one++) history.record(entry(`item-${one}@a.0`, 1 + Math.floor(one / 3), 'a pear'))
  const never = new AbortController().signal
  const ids = async (offset: number): Promise<string[]> =>
    (await history.completed('queue', '', { offset, limit: 2 }, never)).rows.map(({ id }) => id)
  const [oldest] = await ids(many - 1)
  expect(oldest).toBe('item-0@a.0')
  expect(await ids(5000)).toEqual((await ids(4999)).slice(1).concat((await ids(5001)).slice(0, 1)))
  expect(await ids(many)).toEqual([])
  expect(await ids(many + 10_000)).toEqual([])
  expect(await turnsDuring(() => ids(many - 1))).toBeGreaterThan(3)
})
