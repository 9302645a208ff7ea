import { mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { message, TestHome, until } from '../../testing/homes/test-home'
import { answered, failed, messageOf, TestLane } from '../../testing/lanes/test-lane'
import { laneFolders } from './lane-paths'

/** A lane as a dead supervisor left it: each text stands in `folder/file`. */
async function left(files: Record<string, object | string>, held = false): Promise<TestLane> {
  const lane = await TestLane.create({ held })
  for (const folder of laneFolders) await mkdir(lane.path(folder), { recursive: true })
  for (const [path, content] of Object.entries(files)) {
    await writeFile(join(lane.root, 'queue', path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return lane
}

async function recovered(lane: TestLane): Promise<string[]> {
  await lane.lane.open()
  return (await lane.begin()).map(({ file, done }) => `${file}: ${done}`)
}

const reason = { at: 1, sentence: 'It did not work.', nextStep: null }
const result = {
  channel: 'slack',
  sender: 'Ada',
  message: 'stored',
  originalMessage: 'x',
  timestamp: 1,
  messageId: 'm',
  agent: 'a',
  files: [],
}

describe('recovery', () => {
  test('puts an item that was interrupted back in line, one interruption more and no attempt counted', async () => {
    await using lane = await left({ 'processing/x~a2~cabcd1.json': messageOf('x') }, true)
    const mtime = new Date('2025-01-01T00:00:00Z')
    await utimes(lane.path('processing', 'x~a2~cabcd1.json'), mtime, mtime)
    expect(await recovered(lane)).toEqual(['x~a2~cabcd1.json: requeued'])
    const run = await lane.run('x')
    expect(run.item.file).toMatch(/^x~a2~i1~c\w+\.json$/)
    expect(run.item.attempt).toBe(2)
    expect(lane.kinds('recovered').map(({ text }) => text)).toEqual([expect.stringContaining('1 of 3 times')])
    run.end(answered(run.item))
    await lane.until(() => lane.lane.counts().completed === 1)
  })

  test('keeps the order of a conversation: what was interrupted goes before what came later', async () => {
    await using lane = await left(
      { 'processing/a~cabcd1.json': messageOf('a', 'c'), 'incoming/b.json': messageOf('b', 'c') },
      true,
    )
    await utimes(lane.path('processing', 'a~cabcd1.json'), 1000, 1000)
    await recovered(lane)
    const first = await lane.run('a')
    expect(lane.running).toEqual(['a'])
    first.end(answered(first.item))
    await lane.run('b')
  })

  test('buries an item at its third interruption as poison, with its reason, and tells its conversation once', async () => {
    await using lane = await left({ 'processing/x~i2~cabcd1.json': messageOf('x'), 'incoming/y.json': messageOf('y') })
    expect(await recovered(lane)).toEqual(['x~i2~cabcd1.json: buried'])
    await lane.until(() => lane.lane.counts().completed === 1)
    expect(await lane.files('dead')).toEqual(['x~i2~cabcd1.json', 'x~i2~cabcd1.json.reason'])
    expect(await lane.read('dead', 'x~i2~cabcd1.json.reason')).toContain('interrupted 3 times')
    expect(await lane.answered()).toEqual(['x', 'y'])
  })

  test('unlinks and publishes an item whose result was stored, without running it', async () => {
    await using lane = await left({
      'processing/x~cabcd1.json': messageOf('x'),
      'outbox/slack_m_1~r~cabcd1.json': result,
    })
    expect(await recovered(lane)).toEqual(['x~cabcd1.json: published'])
    expect(await lane.files('outgoing')).toEqual(['slack_m_1.json'])
    expect([...(await lane.files('processing')), ...(await lane.files('outbox'))]).toEqual([])
    expect(lane.lane.counts().completed).toBe(1)
    expect(lane.kinds('claimed')).toEqual([])
  })

  test('publishes a result whose item is gone already, and counts it as completed', async () => {
    await using lane = await left({
      'outbox/slack_m_1~r~cabcd1.json': result,
      'outgoing/slack_m_1.json': { ...result, message: 'another' },
    })
    expect(await recovered(lane)).toEqual(['slack_m_1~r~cabcd1.json: published'])
    expect(await lane.files('outgoing')).toEqual(['slack_m_1-2.json', 'slack_m_1.json'])
    expect(await lane.read('outgoing', 'slack_m_1-2.json')).toContain('stored')
    expect(lane.lane.counts().completed).toBe(1)
  })

  test('settles a burial that was cut short between any two of its steps', async () => {
    const item = messageOf('x')
    await using explained = await left({ 'processing/x~cabcd1.json': item, 'dead/x~cabcd1.json.reason': reason }, true)
    expect(await recovered(explained)).toEqual(['x~cabcd1.json: requeued'])
    expect(await explained.files('dead')).toEqual([])
    await using stored = await left({
      'processing/x~cabcd1.json': item,
      'dead/x~cabcd1.json.reason': reason,
      'outbox/slack_m_1~d~cabcd1.json': result,
    })
    expect(await recovered(stored)).toEqual(['x~cabcd1.json: published'])
    expect(await stored.files('dead')).toEqual(['x~cabcd1.json', 'x~cabcd1.json.reason'])
    expect(stored.lane.counts()).toMatchObject({ completed: 0, dead: 1 })
    await using marked = await left({
      'processing/x~cabcd1~d.json': item,
      'dead/x~cabcd1.json.reason': reason,
      'outbox/slack_m_1~d~cabcd1.json': result,
    })
    expect(await recovered(marked)).toEqual(['x~cabcd1~d.json: published'])
    expect(await marked.files('outgoing')).toEqual(['slack_m_1.json'])
    expect(await marked.files('dead')).toEqual(['x~cabcd1.json', 'x~cabcd1.json.reason'])
    await using told = await left({
      'processing/x~cabcd1~d.json': item,
      'dead/x~cabcd1.json.reason': reason,
    })
    expect(await recovered(told)).toEqual(['x~cabcd1~d.json: buried'])
    expect([...(await told.files('outgoing')), ...(await told.files('processing'))]).toEqual([])
    expect(await told.files('dead')).toEqual(['x~cabcd1.json', 'x~cabcd1.json.reason'])
    await using moved = await left({
      'dead/x~cabcd1.json': item,
      'dead/x~cabcd1.json.reason': reason,
      'outbox/slack_m_1~d~cabcd1.json': result,
    })
    expect(await recovered(moved)).toEqual(['slack_m_1~d~cabcd1.json: published'])
    expect(await moved.files('outgoing')).toEqual(['slack_m_1.json'])
    await moved.lane.index.ready
    expect(moved.lane.counts()).toMatchObject({ completed: 0, dead: 1 })
  })

  test('tells a conversation once that its message waits for a person, between whichever steps that was cut short', async () => {
    const item = messageOf('x')
    const notice = { 'outbox/slack_m_1~q~cabcd1.json': { ...result, agent: '' } }
    for (const [name, more] of [
      ['x~cabcd1.json', notice],
      ['x~w~cabcd1.json', notice],
      ['x~w~cabcd1.json', { 'outgoing/slack_m_1.json': { ...result, agent: '' } }],
    ] as const) {
      await using lane = await left({ [`processing/${name}`]: item, ...more })
      expect(await recovered(lane)).toEqual([expect.stringMatching(/^x~(w~)?cabcd1\.json: parked$/)])
      expect(await lane.files('processing')).toEqual(['x~w~cabcd1.json'])
      expect(await lane.files('outgoing')).toEqual(['slack_m_1.json'])
      expect([await lane.files('outbox'), lane.lane.parked(), lane.lane.counts().completed]).toEqual([[], 1, 0])
    }
    await using gone = await left(notice)
    expect(await recovered(gone)).toEqual(['slack_m_1~q~cabcd1.json: published'])
    expect(gone.lane.counts().completed).toBe(0)
  })

  test('sweeps what was half written, and reasons without their item', async () => {
    await using lane = await left({
      'tmp/abcd1.json': '{"half',
      'dead/gone~cabcd1.json.reason': reason,
      'rejected/gone~cabcd2.json.reason': reason,
    })
    await mkdir(lane.path('tmp', 'folder'))
    expect(await recovered(lane)).toEqual(['abcd1.json: swept', 'folder: swept'])
    for (const folder of ['tmp', 'dead', 'rejected']) expect(await lane.files(folder)).toEqual([])
  })

  test('never fails for what somebody put into processing, be it no message, no file or without a claim', async () => {
    await using lane = await left({
      'processing/hand.json': messageOf('hand'),
      'processing/broken~i2~cabcd1.json': '{',
    })
    await mkdir(lane.path('processing', 'folder~i2~cabcd2.json'))
    await symlink('/nowhere', lane.path('processing', 'link~i2~cabcd3.json'))
    expect((await recovered(lane)).toSorted()).toEqual([
      'broken~i2~cabcd1.json: buried',
      'folder~i2~cabcd2.json: buried',
      'hand.json: requeued',
      'link~i2~cabcd3.json: buried',
    ])
    await lane.until(() => lane.lane.counts().completed === 1)
    expect(await lane.answered()).toEqual(['hand'])
  })

  test('run twice does nothing the second time', async () => {
    await using lane = await left({
      'processing/x~cabcd1.json': messageOf('x'),
      'outbox/slack_m_1~r~cabcd1.json': result,
    })
    await recovered(lane)
    await lane.end()
    expect(await lane.begin()).toEqual([])
  })
})

describe('a failed item', () => {
  test('holds its key across a restart, even against an older item that came after it failed', async () => {
    await using lane = await TestLane.begun({
      held: true,
      clock: 1_763_600_000_000,
      settings: { retry: { baseMs: 60_000, capMs: 60_000 } },
    })
    await lane.put('b.json', messageOf('b', 'c'), { mtime: new Date(2000) })
    const first = await lane.run('b')
    first.end(failed(first.item))
    await lane.until(() => lane.lane.counts().failed === 1)
    await lane.put('a.json', messageOf('a', 'c'), { mtime: new Date(1000) })
    await lane.until(() => lane.lane.counts().pending === 1)
    expect(lane.running).toEqual([])
    await lane.end()
    await lane.begin()
    await lane.put('fence.json', messageOf('fence'))
    await lane.run('fence')
    expect(lane.running).toEqual(['fence'])
    lane.clock = 1_763_600_100_000
    lane.slots.limitsChanged()
    const again = await lane.run('b')
    expect(lane.running.toSorted()).toEqual(['b', 'fence'])
    again.end(answered(again.item))
    await lane.run('a')
  })
})

describe('the report of a recovery', () => {
  test('stands on the board until it is dismissed, and stays in the log', async () => {
    await using home = await TestHome.create()
    for (const folder of laneFolders) await mkdir(join(home.paths.queue, folder), { recursive: true })
    await writeFile(join(home.paths.queue, 'processing/x~cabcd1.json'), JSON.stringify(message({ message: 'x' })))
    const core = await home.open()
    expect(core.boardNow().recovery).toBeNull()
    await core.supervisor.start()
    const board = await until(core, (now) => now.recovery !== null && now.lanes[0]?.counts.completed === 1)
    expect(board.recovery).toMatchObject({
      total: 1,
      rows: [
        { lane: 'queue', file: 'x~cabcd1.json', done: 'requeued', sentence: expect.stringContaining('back in line') },
      ],
    })
    core.home.dismissRecovery()
    await until(core, (now) => now.recovery === null)
    await home.close(core)
    const log = await readFile(home.paths.log, 'utf8')
    expect(log).toMatch(/"scope":"recovery".*"file":"x~cabcd1\.json".*back in line/)
  })
})
