import { readFile, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ActVerdict, ItemTarget } from '#shared/contract'
import type { Column, ItemRow } from '#shared/item'
import { offers, type PlainAction, plainActions } from '#shared/offers'
import { refusedAction } from '#shared/refused-actions'
import { message, TestHome, until } from '../../testing/homes/test-home'
import type { Core } from '../home/core'

const agent =
  'if (text.startsWith("fail")) fail("no luck"); else if (text.startsWith("hang")) setInterval(() => {}, 1000); else answer(text)'

const once = 'limits: { max_attempts: 1 }\ndrain_seconds: 0\n'

async function rows(core: Core, column: Column): Promise<readonly ItemRow[]> {
  const stop = new AbortController()
  for await (const { rows: found } of core.lanes.window(
    { lane: 'queue', column, search: '', offset: 0, limit: 200 },
    stop.signal,
  )) {
    stop.abort()
    return found
  }
  return []
}

async function target(core: Core, column: Column, stem: string): Promise<ItemTarget> {
  const row = (await rows(core, column)).find((one) => one.file.startsWith(stem))
  if (row === undefined) throw new Error(`${stem} is not ${column}`)
  return { id: row.id, column, file: row.file }
}

async function act(core: Core, action: PlainAction, ...items: ItemTarget[]): Promise<ActVerdict[]> {
  return (await core.lanes.act({ lane: 'queue', action, items })).verdicts
}

/** The item's file after an action that must be done. */
function now(verdict: ActVerdict | undefined): ItemTarget {
  if (verdict?.done !== true) throw new Error(verdict?.reason ?? 'no verdict')
  return verdict.now
}

async function started(home: TestHome): Promise<Core> {
  const core = await home.open()
  await core.supervisor.start()
  await until(core, (board) => board.supervisor.state === 'running')
  return core
}

const counted = (core: Core, column: Column, count: number) =>
  until(core, (board) => board.lanes[0]?.counts[column] === count)

describe('an action', () => {
  test('that is not offered where the item stands is refused with a sentence, and moves nothing', async () => {
    await using home = await TestHome.create({ agent, config: once })
    const core = await started(home)
    await home.put('dead.json', message({ message: 'fail' }))
    await home.put('bad.json', '{')
    await home.put('hang.json', message({ message: 'hang' }))
    await until(
      core,
      ({ lanes: [lane], active }) =>
        lane?.counts.dead === 1 && lane.counts.rejected === 1 && active[0]?.invocationId != null,
    )
    for (const [column, stem] of [
      ['dead', 'dead'],
      ['rejected', 'bad'],
      ['active', 'hang'],
    ] as const) {
      const one = await target(core, column, stem)
      for (const action of plainActions.filter((each) => !offers({ column }).includes(each))) {
        expect(await act(core, action, one)).toEqual([
          { done: false, id: one.id, reason: refusedAction(action, { column }) },
        ])
      }
    }
    const text = JSON.stringify(message())
    await expect(
      core.lanes.resend({ lane: 'queue', item: await target(core, 'active', 'hang'), text }),
    ).rejects.toThrow('once it has ended')
    await expect(
      core.lanes.resend({ lane: 'queue', item: await target(core, 'rejected', 'bad'), text }),
    ).rejects.toThrow('use repair')
    await expect(core.lanes.repair({ lane: 'queue', item: await target(core, 'dead', 'dead'), text })).rejects.toThrow(
      'use edit and resend',
    )
    expect(core.boardNow().lanes[0]?.counts).toMatchObject({ dead: 1, rejected: 1, active: 1, pending: 0 })
    await act(core, 'release', await target(core, 'active', 'hang'))
  })

  test('asked for with names of other folders, paths or ids that do not match is refused', async () => {
    await using home = await TestHome.create()
    const core = await home.open()
    await home.put('one.json', message())
    await counted(core, 'pending', 1)
    const one = await target(core, 'pending', 'one')
    const hostile: ItemTarget[] = [
      { ...one, file: '../../config.yaml' },
      { ...one, file: '/etc/passwd' },
      { ...one, file: './one.json' },
      { ...one, file: '..' },
      { ...one, file: 'one.json\0' },
      { ...one, column: 'dead' },
      { ...one, column: 'completed' },
      { ...one, id: 'other@1.1' },
      { ...one, id: '' },
    ]
    for (const action of plainActions) {
      const verdicts = await act(core, action, ...hostile)
      expect(verdicts.map((verdict) => verdict.done)).toEqual(hostile.map(() => false))
    }
    for (const item of hostile) {
      await expect(core.lanes.text({ lane: 'queue', item })).rejects.toThrow()
      await expect(core.lanes.evidence({ lane: 'queue', item })).rejects.toThrow()
      await expect(core.lanes.resend({ lane: 'queue', item, text: JSON.stringify(message()) })).rejects.toThrow()
      await expect(core.lanes.repair({ lane: 'queue', item, text: JSON.stringify(message()) })).rejects.toThrow()
    }
    expect(await home.files('incoming')).toEqual(['one.json'])
    expect((await stat(home.paths.config)).isFile()).toBe(true)
  })

  test('on many items at once is answered for one by one', async () => {
    await using home = await TestHome.create({ agent, config: once })
    const core = await started(home)
    for (const name of ['a', 'b']) await home.put(`${name}.json`, message({ message: 'fail' }))
    await home.put('c.json', '{')
    await until(core, ({ lanes: [lane] }) => lane?.counts.dead === 2 && lane.counts.rejected === 1)
    await core.supervisor.stop()
    await until(core, (board) => board.supervisor.state === 'stopped')
    const a = await target(core, 'dead', 'a')
    const b = await target(core, 'dead', 'b')
    const c = await target(core, 'rejected', 'c')
    await act(core, 'discard', b)
    const verdicts = await act(core, 'requeue', c, b, a, a, { ...a, id: 'x@1.1' })
    expect(verdicts.map((verdict) => verdict.done)).toEqual([false, false, true, false, false])
    await until(
      core,
      ({ lanes: [lane] }) =>
        lane?.counts.pending === 1 && lane.counts.trash === 1 && lane.counts.dead === 0 && lane.counts.rejected === 1,
    )
  })
})

describe('requeue', () => {
  test('clicked twenty times at once happens once, and the item is answered as if it had just come', async () => {
    await using home = await TestHome.create({ agent, config: once })
    const core = await started(home)
    await home.put('x.json', message({ message: 'fail' }))
    await counted(core, 'dead', 1)
    await core.supervisor.stop()
    await until(core, (board) => board.supervisor.state === 'stopped')
    const dead = await target(core, 'dead', 'x')
    const all = await Promise.all(Array.from({ length: 20 }, () => act(core, 'requeue', dead)))
    expect(all.flat().filter((verdict) => verdict.done)).toHaveLength(1)
    expect(
      all
        .flat()
        .filter((verdict) => !verdict.done)
        .every((verdict) => !verdict.done && /moved on|in line already/.test(verdict.reason)),
    ).toBe(true)
    expect(await home.files('incoming')).toEqual(['x~n1.json'])
    expect(await home.files('dead')).toEqual([])
    expect((await rows(core, 'pending'))[0]).toMatchObject({ id: dead.id, attempt: 1, interrupted: 0 })
  })
})

describe('retry now', () => {
  test('clicked twice at once is refused the second time with where the item is by then', async () => {
    await using home = await TestHome.create({ agent, config: once })
    const core = await home.open()
    await home.put('quick.json', message({ message: 'quick' }))
    await until(core, (board) => board.lanes[0]?.counts.pending === 1)
    const quick = await target(core, 'pending', 'quick')
    const [first, second] = await Promise.all([act(core, 'discard', quick), act(core, 'discard', quick)])
    expect(first).toMatchObject([{ done: true, now: { column: 'trash' } }])
    expect(second).toEqual([{ done: false, id: quick.id, reason: refusedAction('discard', { column: 'trash' }) }])
  })

  test('starts a failed item at once and keeps its attempt', async () => {
    await using home = await TestHome.create({ agent, config: 'drain_seconds: 0\n' })
    const config = await readFile(home.paths.config, 'utf8')
    await writeFile(
      home.paths.config,
      config.replace('retry: { base_ms: 20, cap_ms: 40 }', 'retry: { base_ms: 3600000, cap_ms: 3600000 }'),
    )
    const core = await started(home)
    await home.put('x.json', message({ message: 'fail' }))
    await counted(core, 'failed', 1)
    const failedItem = await target(core, 'failed', 'x')
    const [verdict] = await act(core, 'retry', failedItem)
    expect(now(verdict).column).toBe('pending')
    await until(
      core,
      (board) =>
        board.lanes[0]?.counts.failed === 1 &&
        board.activity.some((event) => event.kind === 'claimed' && event.attempt === 2),
    )
    expect((await rows(core, 'failed'))[0]).toMatchObject({ id: failedItem.id, attempt: 3 })
    expect((await act(core, 'retry', failedItem))[0]).toMatchObject({ done: false })
  })
})

describe('discard and restore', () => {
  test('give back the same bytes at the same place in line with the same reason, for every column that offers it', async () => {
    await using home = await TestHome.create({ agent, config: once })
    const core = await started(home)
    await home.put('dead.json', message({ message: 'fail' }))
    await home.put('rejected.json', '{"broken": ')
    await until(core, ({ lanes: [lane] }) => lane?.counts.dead === 1 && lane.counts.rejected === 1)
    await core.supervisor.stop()
    await until(core, (board) => board.supervisor.state === 'stopped')
    await home.put('pending.json', message())
    await home.put(`failed~a2~n${Date.now() + 3_600_000}.json`, message())
    await until(core, ({ lanes: [lane] }) => lane?.counts.pending === 1 && lane.counts.failed === 1)
    const folders = { pending: 'incoming', failed: 'incoming', dead: 'dead', rejected: 'rejected' } as const
    for (const column of ['pending', 'failed', 'dead', 'rejected'] as const) {
      const before = await target(core, column, column)
      const path = join(home.paths.queue, folders[column], before.file)
      await utimes(path, 1_700_000_000.123456, 1_700_000_000.123456)
      const seen = await until(core, (board) => board.lanes[0]?.indexing === false)
      expect(seen.lanes[0]?.counts[column]).toBe(1)
      const marked = await nextId(core, column, before.id)
      const { mtimeNs } = await stat(path, { bigint: true })
      const text = await readFile(path, 'utf8')
      const [row] = await rows(core, column)
      const trashed = now((await act(core, 'discard', marked))[0])
      expect(trashed.column).toBe('trash')
      expect(await home.files('trash')).toContain(trashed.file)
      const restored = now((await act(core, 'restore', trashed))[0])
      expect(restored).toMatchObject({ id: marked.id, column })
      const back = join(home.paths.queue, folders[column], restored.file)
      expect((await stat(back, { bigint: true })).mtimeNs).toBe(mtimeNs)
      expect(await readFile(back, 'utf8')).toBe(text)
      const [after] = await rows(core, column)
      expect(after).toMatchObject({ id: marked.id, reason: row?.reason ?? null, attempt: row?.attempt })
      expect(await home.files('trash')).toEqual([])
    }
  })
})

test('an undo of a discard restores everything: of many dead and rejected why and since when they are, and their order', async () => {
  await using home = await TestHome.create({ agent, config: once })
  const core = await started(home)
  for (let at = 0; at < 25; at++) await home.put(`d${at}.json`, message({ message: `fail ${at}` }))
  await home.put('r.json', '{"broken": ')
  await until(core, ({ lanes: [lane] }) => lane?.counts.dead === 25 && lane.counts.rejected === 1)
  for (const column of ['dead', 'rejected'] as const) {
    const told = column === 'dead' ? /See its log for what it said\.$/ : /JSON/
    const untold = async () => (await rows(core, column)).filter(({ reason }) => !told.test(reason ?? ''))
    await expect.poll(untold, { timeout: 30_000, message: 'all that the history is told of them' }).toEqual([])
    const before = await rows(core, column)
    const targets = before.map(({ id, file }) => ({ id, column, file }))
    for (let times = 0; times < 2; times++) {
      const discarded = (await act(core, 'discard', ...targets)).map(now)
      const restored = (await act(core, 'restore', ...discarded)).map(now)
      expect(restored).toEqual(targets)
    }
    const facts = (of: readonly ItemRow[]) =>
      of
        .map(({ id, reason, changedAt, attempt }) => ({ id, reason, changedAt, attempt }))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(facts(await rows(core, column))).toEqual(facts(before))
    // Each in its old place.
    expect((await rows(core, column)).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    const found = await core.history.search(
      { words: column === 'dead' ? 'fail 7 luck' : 'JSON', limit: 50 },
      new AbortController().signal,
    )
    expect(found.hits.length).toBeGreaterThan(0)
  }
})

test('a dead item that is edited and sent again stays dead for the same reason and since the same time', async () => {
  await using home = await TestHome.create({ agent, config: once })
  const core = await started(home)
  await home.put('x.json', message({ message: 'fail' }))
  await until(core, (board) => board.activity.some(({ kind }) => kind === 'buried'))
  const [before] = await rows(core, 'dead')
  await core.lanes.resend({ lane: 'queue', item: await target(core, 'dead', 'x'), text: JSON.stringify(message()) })
  await counted(core, 'completed', 1)
  const [after] = await rows(core, 'dead')
  expect(after).toMatchObject({ reason: before?.reason, changedAt: before?.changedAt })
})

test('every action on what has completed meanwhile, wherever it was last seen, is answered with what can be done and no more', async () => {
  await using home = await TestHome.create({ agent })
  const core = await started(home)
  await home.put('x.json', message())
  await counted(core, 'completed', 1)
  const [row] = await rows(core, 'completed')
  const { id = '', file = '' } = row ?? {}
  for (const seen of [
    { id, file, column: 'completed' },
    { id, file: 'x.json', column: 'pending' },
  ] as const) {
    for (const action of plainActions) {
      const [verdict] = await act(core, action, seen)
      expect(verdict).toEqual({ done: false, id, reason: 'It is completed; use edit and resend.' })
    }
    const refusal = { sentence: 'It is completed; use edit and resend.', nextStep: null }
    await expect(core.lanes.repair({ lane: 'queue', item: seen, text: '{}' })).rejects.toMatchObject({ refusal })
    await expect(core.lanes.evidence({ lane: 'queue', item: seen })).rejects.toMatchObject({ refusal })
  }
})

/** The item after its time was changed by hand, which gives it another id. */
async function nextId(core: Core, column: Column, before: string): Promise<ItemTarget> {
  for (;;) {
    const stop = new AbortController()
    for await (const { rows: found } of core.lanes.window(
      { lane: 'queue', column, search: '', offset: 0, limit: 9 },
      stop.signal,
    )) {
      const row = found.find((one) => one.id !== before)
      if (row === undefined) continue
      stop.abort()
      return { id: row.id, column, file: row.file }
    }
  }
}

describe('release', () => {
  test('of a running item ends its process and puts it back in line, with the evidence before', async () => {
    await using home = await TestHome.create({ agent: 'answer("working\\n"); setInterval(() => {}, 1000)' })
    const core = await started(home)
    await home.put('x.json', message())
    await until(core, (board) => board.active[0]?.invocationId != null)
    const active = await target(core, 'active', 'x')
    const evidence = await core.lanes.evidence({ lane: 'queue', item: active })
    expect(evidence).toMatchObject({ worked: true, resultWritten: false, invocationId: expect.any(String) })
    const [invocation] = await core.invocations.recent({ limit: 1 })
    const stopped = core.supervisor.stop()
    const [verdict] = await act(core, 'release', active)
    expect(now(verdict)).toMatchObject({ id: active.id, column: 'pending', file: 'x~n1.json' })
    await stopped
    await until(core, (board) => board.supervisor.state === 'stopped')
    expect(await home.files('incoming')).toEqual(['x~n1.json'])
    const pid = invocation?.pid ?? 0
    if (pid > 0) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test('of an item that nobody runs puts it back in line, or publishes the result that was stored', async () => {
    await using home = await TestHome.create()
    const core = await home.open()
    const stored = {
      channel: 'slack',
      sender: 'Ada',
      message: 'stored',
      originalMessage: 'x',
      timestamp: 1,
      messageId: 'm',
      agent: 'a',
      files: [],
    }
    await home.put('bare.json', message())
    await home.put('done.json', message())
    await counted(core, 'pending', 2)
    for (const [from, to] of [
      ['bare.json', 'bare~cabcd1.json'],
      ['done.json', 'done~cabcd2.json'],
    ] as const) {
      await rename(join(home.paths.queue, 'incoming', from), join(home.paths.queue, 'processing', to))
    }
    await writeFile(join(home.paths.queue, 'outbox', 'slack_m_1~r~cabcd2.json'), JSON.stringify(stored))
    await counted(core, 'active', 2)
    const bare = await target(core, 'active', 'bare')
    const done = await target(core, 'active', 'done')
    expect(await core.lanes.evidence({ lane: 'queue', item: bare })).toMatchObject({
      worked: false,
      alive: false,
      resultWritten: false,
    })
    expect(await core.lanes.evidence({ lane: 'queue', item: done })).toMatchObject({
      worked: false,
      resultWritten: true,
    })
    const verdicts = await act(core, 'release', bare, done)
    expect(now(verdicts[0])).toEqual({ id: bare.id, column: 'pending', file: 'bare~n1.json' })
    expect(now(verdicts[1])).toEqual({ id: done.id, column: 'completed', file: 'slack_m_1.json' })
    expect(await home.files('outgoing')).toEqual(['slack_m_1.json'])
    expect(await home.files('incoming')).toEqual(['bare~n1.json'])
    const again = await Promise.all([act(core, 'release', bare), act(core, 'release', done)])
    expect(again.flat().map((verdict) => verdict.done)).toEqual([false, false])
  })
})

describe('edit and resend', () => {
  test('enqueues a copy that remembers what it came from, and keeps the original', async () => {
    await using home = await TestHome.create({ agent, config: once })
    const core = await started(home)
    const asked = message({ message: 'fail', extra: { kept: [1] } })
    await home.put('x.json', asked)
    await counted(core, 'dead', 1)
    const dead = await target(core, 'dead', 'x')
    const { text } = await core.lanes.text({ lane: 'queue', item: dead })
    expect(JSON.parse(text)).toEqual(asked)
    await expect(core.lanes.resend({ lane: 'queue', item: dead, text: '{"channel": ' })).rejects.toThrow(
      'not valid JSON',
    )
    // Some editors put a byte order mark first.
    const { id } = await core.lanes.resend({
      lane: 'queue',
      item: dead,
      text: `\uFEFF${text.replace('"fail"', '"please"')}`,
    })
    expect(id).not.toBe(dead.id)
    await counted(core, 'completed', 1)
    expect(await home.files('dead')).toContain(dead.file)
    const stop = new AbortController()
    for await (const detail of core.lanes.item({ lane: 'queue', id }, stop.signal)) {
      if (detail.payload === null) continue
      expect(JSON.parse(detail.payload.text)).toMatchObject({
        message: 'please',
        resentFrom: dead.id,
        extra: { kept: [1] },
      })
      stop.abort()
    }
    const completed = await target(core, 'completed', 'slack_')
    await core.lanes.resend({ lane: 'queue', item: completed, text: text.replace('"fail"', '"again"') })
    await counted(core, 'completed', 2)
    await expect(core.lanes.resend({ lane: 'queue', item: { ...dead, column: 'completed' }, text })).rejects.toThrow(
      'No completed item',
    )
  })
})

test('an answered message that is sent again tells so itself, and still counts once', async () => {
  await using home = await TestHome.create({ agent })
  const core = await started(home)
  await home.put('order.json', message({ message: 'order 17' }))
  await counted(core, 'completed', 1)
  await core.supervisor.stop()
  await until(core, (board) => board.supervisor.state === 'stopped')
  const [answered] = await rows(core, 'completed')
  if (answered === undefined) throw new Error('nothing was answered')
  const { id, file } = answered
  const copy = await core.lanes.resend({
    lane: 'queue',
    item: { id, file, column: 'completed' },
    text: JSON.stringify(message()),
  })
  const board = await until(core, ({ lanes: [lane] }) => lane?.counts.pending === 1)
  expect(board.lanes[0]?.counts.completed).toBe(1)
  const stop = new AbortController()
  for await (const { timeline } of core.lanes.item({ lane: 'queue', id }, stop.signal)) {
    expect(timeline.at(-1)).toMatchObject({ kind: 'resent', text: `Edited and sent again as ${copy.id}` })
    stop.abort()
  }
})

test('an edited copy keeps what JavaScript cannot hold exactly as it was written', async () => {
  await using home = await TestHome.create({ agent, config: once })
  const core = await started(home)
  await home.put('dead.json', message({ message: 'fail' }))
  await counted(core, 'dead', 1)
  await core.supervisor.stop()
  await until(core, (board) => board.supervisor.state === 'stopped')
  const text = `${JSON.stringify(message()).slice(0, -1)},"snowflake":12345678901234567890, "tiny": 1.10 }\n`
  const { id } = await core.lanes.resend({ lane: 'queue', item: await target(core, 'dead', 'dead'), text })
  const [copy] = await home.files('incoming')
  expect(id.startsWith('dead')).toBe(true)
  const written = await readFile(join(home.paths.queue, 'incoming', copy ?? ''), 'utf8')
  expect(written).toContain('"snowflake":12345678901234567890, "tiny": 1.10')
  expect(JSON.parse(written)).toMatchObject({ resentFrom: expect.stringContaining('dead@') })
})

describe('repair', () => {
  test('says what is wrong at line and column, enqueues the mended text and keeps the original in the trash', async () => {
    await using home = await TestHome.create()
    const core = await started(home)
    const broken = '{\n  "channel": "slack",\n  "sender": oops\n}'
    await home.put('x.json', broken)
    await counted(core, 'rejected', 1)
    const rejected = await target(core, 'rejected', 'x')
    expect(await core.lanes.text({ lane: 'queue', item: rejected })).toEqual({ text: broken })
    expect((await core.lanes.check({ lane: 'queue', text: broken })).problem).toMatchObject({ line: 3, column: 13 })
    expect((await core.lanes.check({ lane: 'queue', text: '\uFEFF{\n  "channel": 5\n}' })).problem).toMatchObject({
      line: 2,
      column: 14,
    })
    await expect(core.lanes.repair({ lane: 'queue', item: rejected, text: broken })).rejects.toThrow('not valid JSON')
    await core.lanes.repair({ lane: 'queue', item: rejected, text: JSON.stringify(message({ message: 'mended' })) })
    await until(
      core,
      ({ lanes: [lane] }) => lane?.counts.completed === 1 && lane.counts.trash === 1 && lane.counts.rejected === 0,
    )
    const [kept] = (await home.files('trash')).filter((file) => !file.endsWith('.reason'))
    expect(await readFile(join(home.paths.queue, 'trash', kept ?? ''), 'utf8')).toBe(broken)
    expect((await home.answers()).map((answer) => answer.originalMessage)).toEqual(['mended'])
  })

  test('clicked twenty times at once enqueues the mended text once', async () => {
    await using home = await TestHome.create()
    const core = await started(home)
    await home.put('x.json', '{')
    await counted(core, 'rejected', 1)
    await core.supervisor.stop()
    await until(core, (board) => board.supervisor.state === 'stopped')
    const rejected = await target(core, 'rejected', 'x')
    const text = JSON.stringify(message())
    const clicks = await Promise.allSettled(
      Array.from({ length: 20 }, () => core.lanes.repair({ lane: 'queue', item: rejected, text })),
    )
    expect(clicks.filter((click) => click.status === 'fulfilled')).toHaveLength(1)
    expect(await home.files('incoming')).toHaveLength(1)
  })

  test('of what is no regular file is refused, and nothing is read through a link', async () => {
    await using home = await TestHome.create()
    const core = await started(home)
    await symlink('/etc/passwd', join(home.paths.queue, 'incoming', 'link.json'))
    await counted(core, 'rejected', 1)
    const rejected = await target(core, 'rejected', 'link')
    await expect(core.lanes.text({ lane: 'queue', item: rejected })).rejects.toThrow('not a regular file')
    const stop = new AbortController()
    for await (const detail of core.lanes.item({ lane: 'queue', id: rejected.id }, stop.signal)) {
      expect(detail.payload).toBeNull()
      stop.abort()
    }
  })
})

describe('a drop', () => {
  test('whose bytes exceed the limit is refused at once, however few characters it has', async () => {
    await using home = await TestHome.create({ config: 'limits: { item_bytes: 2000 }\n' })
    const core = await home.open()
    const [verdict] = (
      await core.lanes.drop({
        lane: 'queue',
        files: [{ name: 'wide.json', text: JSON.stringify(message({ message: '消'.repeat(900) })) }],
      })
    ).verdicts
    expect(verdict).toMatchObject({ accepted: false, reason: expect.stringContaining('the limit is 2,000') })
  })
})
