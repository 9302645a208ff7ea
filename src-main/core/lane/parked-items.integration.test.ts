import { link, rename, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import {
  answered,
  asking,
  failed,
  type HeldRun,
  messageOf,
  TestLane,
  type TestLaneOptions,
} from '../../testing/lanes/test-lane'
import { resultOf } from './failure-notice'
import { actOnItems } from './item-actions'
import { knownRow } from './lane-window'

const told = { channel: 'slack', sender: 'Ada', message: 'x', messageId: 'm', timestamp: 1 }
const notice = resultOf(told, { message: 'It waits.', agent: '', files: [] }, 1)

const at = (second: number): { mtime: Date } => ({ mtime: new Date(1_763_600_000_000 + second * 1000) })

/** A lane in which the item "asks" of conversation k waits for a person. */
async function parked(options: TestLaneOptions = {}): Promise<{ test: TestLane; id: string }> {
  const test = await TestLane.begun({ held: true, ...options })
  await test.put('asks.json', messageOf('asks', 'k'), at(5))
  const id = await ask(test, await test.run('asks'))
  return { test, id }
}

async function ask(test: TestLane, run: HeldRun): Promise<string> {
  run.end(asking())
  await test.until(() => test.lane.parked() === 1 && test.lane.active.length === 0)
  return run.item.id
}

describe('an item whose run waits for a person', () => {
  it('stays active and says so, keeps its key and gives back its slot', async () => {
    const { test, id } = await parked({ slots: 1 })
    await using _ = test
    await test.put('next.json', messageOf('next', 'k'), at(6))
    await test.put('other.json', messageOf('other'), at(7))
    await test.run('other')
    expect(test.running).toEqual(['other'])
    expect(test.lane.counts()).toMatchObject({ active: 2, pending: 1 })
    expect(test.lane.card().waiting).toBe(1)
    expect(test.slots.active).toBe(1)
    const standing = test.lane.find(id)
    if (standing === null) throw new Error('it is gone')
    expect(knownRow(test.lane, standing)).toMatchObject({ column: 'active', waiting: true, reason: 'Which colour?' })
    expect(test.kinds('waiting')).toMatchObject([{ id, text: 'Which colour?' }])
    expect(test.lane.parkedIds()).toEqual([id])
    expect((await test.files('processing')).filter((file) => file.includes('~w~c'))).toHaveLength(1)
  })

  it('has its conversation told once, and not again when it is resumed', async () => {
    await using test = await TestLane.begun({ held: true })
    await test.put('asks.json', messageOf('asks', 'k'), at(5))
    const run = await test.run('asks')
    run.end(asking(undefined, notice))
    await test.until(() => test.lane.parked() === 1 && test.lane.active.length === 0)
    expect(await test.files('outgoing')).toEqual(['slack_m_1.json'])
    expect(test.kinds('waiting')).toMatchObject([
      { text: 'Which colour? The conversation was told in slack_m_1.json.' },
    ])
    expect(await test.lane.resume(run.item.id)).toBe(true)
    const again = await test.run('asks')
    again.end(answered(again.item))
    await test.until(() => test.lane.counts().completed === 1)
    expect(await test.files('outgoing')).toHaveLength(2)
    expect(await test.files('outbox')).toEqual([])
  })

  it('goes on before all others of its key once it is resumed, also before older ones, as the same item', async () => {
    const { test, id } = await parked()
    await using _ = test
    await test.put('older.json', messageOf('older', 'k'), at(1))
    await test.put('younger.json', messageOf('younger', 'k'), at(9))
    await test.until(() => test.lane.counts().pending === 2)
    expect(await test.lane.resume(id)).toBe(true)
    const run = await test.run('asks')
    expect(test.running).toEqual(['asks'])
    expect(run.item).toMatchObject({ id, attempt: 1, lastAttempt: false })
    expect(test.kinds('resumed')).toMatchObject([{ id }])
    expect(test.lane.card().waiting).toBe(0)
    run.end(answered(run.item))
    expect((await test.run('older')).item.key).toBe(run.item.key)
    expect(test.running).toEqual(['older'])
    expect(await test.lane.resume(id)).toBe(false)
    const told = test.events.filter((event) => event.id === id).map(({ kind }) => kind)
    expect(told).toEqual(['claimed', 'waiting', 'resumed', 'claimed', 'completed'])
  })

  it('keeps its key until it is back in line, also when its old name is found gone before that is told', async () => {
    const { test, id } = await parked()
    await using _ = test
    await test.put('next.json', messageOf('next', 'k'), at(6))
    await test.until(() => test.lane.counts().pending === 1)
    const file = (await test.files('processing'))[0] ?? ''
    const resuming = test.lane.resume(id)
    // The rename is under way.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    test.lane.index.folders.processing.forget(file)
    expect(await resuming).toBe(true)
    await test.run('asks')
    expect(test.running).toEqual(['asks'])
  })

  it('can ask more than once', async () => {
    const { test, id } = await parked({ slots: 1 })
    await using _ = test
    for (let times = 0; times < 3; times++) {
      expect(await test.lane.resume(id)).toBe(true)
      expect(await ask(test, await test.run('asks'))).toBe(id)
    }
    expect(test.kinds('waiting')).toHaveLength(4)
    expect(test.slots.active).toBe(0)
  })

  it.each(['running', 'stopped'])('is ended without being run again, with the supervisor %s', async (supervisor) => {
    const { test, id } = await parked()
    await using _ = test
    await test.put('next.json', messageOf('next', 'k'), at(6))
    if (supervisor === 'stopped') await test.end()
    const told: string[] = []
    const ending = { ...failed(subject, false), after: async () => void told.push('after') }
    expect(await test.lane.settleParked(id, ending)).toBe(true)
    expect(told).toEqual(['after'])
    const dead = await test.files('dead')
    expect(dead).toEqual([
      expect.stringMatching(/^asks~c[0-9a-z]+\.json$/),
      expect.stringMatching(/^asks~c.+\.reason$/),
    ])
    expect(await test.files('outgoing')).toHaveLength(1)
    expect(test.lane.card()).toMatchObject({
      waiting: 0,
      counts: { dead: 1, active: supervisor === 'running' ? 1 : 0 },
    })
    if (supervisor === 'stopped') await test.begin()
    await test.run('next')
    expect(await test.lane.settleParked(id, ending)).toBe(false)
  })

  it('can be ended as answered, and as failed with another attempt ahead', async () => {
    const { test, id } = await parked()
    await using _ = test
    await test.put('second.json', messageOf('second', 'l'), at(6))
    const second = await test.run('second')
    second.end(asking())
    await test.until(() => test.lane.parked() === 2)
    expect(await test.lane.settleParked(id, answered(second.item))).toBe(true)
    expect(test.lane.counts()).toMatchObject({ completed: 1, active: 1 })
    expect(await test.lane.settleParked(second.item.id, failed(second.item))).toBe(true)
    expect((await test.run('second')).item).toMatchObject({ attempt: 2, id: second.item.id })
  })

  it('is moved by the first of many who resume or end it at once', async () => {
    const { test, id } = await parked()
    await using _ = test
    const asked = Array.from({ length: 20 }, (_, nth) =>
      nth % 2 === 0 ? test.lane.resume(id) : test.lane.settleParked(id, failed(subject, false)),
    )
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1)
    await test.run('asks')
    expect(await test.files('dead')).toEqual([])
  })

  it('is offered no plain action', async () => {
    const { test, id } = await parked()
    await using _ = test
    const file = (await test.files('processing'))[0] ?? ''
    const [verdict] = await actOnItems(test.lane, 'release', [{ id, column: 'active', file }])
    expect(verdict).toMatchObject({ done: false, reason: expect.stringContaining('answer its decision.') })
    expect(test.lane.parked()).toBe(1)
  })

  it('that somebody takes out of its folder gives back its key', async () => {
    const { test } = await parked()
    await using _ = test
    await test.put('next.json', messageOf('next', 'k'), at(6))
    const file = (await test.files('processing'))[0] ?? ''
    await rename(test.path('processing', file), `${test.root}/elsewhere.json`)
    await test.run('next')
    expect(test.lane.card()).toMatchObject({ waiting: 0, counts: { active: 1 } })
  })

  it('whose decision was made before it began to wait is resumed by what is done after its move', async () => {
    await using test = await TestLane.begun({ held: true, slots: 1 })
    await test.put('asks.json', messageOf('asks', 'k'))
    const run = await test.run('asks')
    expect(await test.lane.resume(run.item.id)).toBe(false)
    run.end(asking(async () => expect(await test.lane.resume(run.item.id)).toBe(true)))
    const again = await test.run('asks')
    expect(again.item.claim).not.toBe(run.item.claim)
    again.end(answered(again.item))
    await test.until(() => test.lane.counts().completed === 1)
    await test.end()
    expect([test.faults, test.slots.active]).toEqual([[], 0])
  })
})

describe('a lane with an item that waits for a person', () => {
  it('stops at once, and begins again with the item left parked and its key taken', async () => {
    const { test, id } = await parked()
    await using _ = test
    await test.put('next.json', messageOf('next', 'k'), at(1))
    await test.lane.end(new AbortController().signal, new AbortController().signal)
    expect(test.lane.card().waiting).toBe(1)
    const recovered = await test.begin()
    expect(recovered).toMatchObject([{ id, done: 'parked', sentence: expect.stringContaining('left as it is') }])
    await test.put('other.json', messageOf('other'), at(9))
    await test.run('other')
    expect(test.running).toEqual(['other'])
    expect(await test.lane.resume(id)).toBe(true)
    expect((await test.run('asks')).item.id).toBe(id)
    expect(test.running).toEqual(['other', 'asks'])
  })

  it('lets it go first even when it was resumed while nothing ran and older ones had come', async () => {
    const { test, id } = await parked({ slots: 1 })
    await using _ = test
    await test.end()
    await test.put('older.json', messageOf('older', 'k'), at(1))
    expect(await test.lane.resume(id)).toBe(true)
    expect(test.lane.counts()).toMatchObject({ active: 0 })
    await test.begin()
    await test.run('asks')
    expect(test.running).toEqual(['asks'])
  })

  it('has it back after the whole process was another one', async () => {
    const { test: first, id } = await parked()
    await first.close()
    const test = await TestLane.opened({ root: first.root, held: true })
    await using _ = first
    expect(test.lane.card()).toMatchObject({ waiting: 1, counts: { active: 1 } })
    expect(await test.lane.resume(id)).toBe(true)
    await test.begin()
    expect((await test.run('asks')).item.id).toBe(id)
    await test.close()
  })

  it('says of one that cannot be read that nothing waits behind it', async () => {
    const { test } = await parked()
    await using _ = test
    await test.end()
    const file = (await test.files('processing'))[0] ?? ''
    await writeFile(test.path('processing', file), '{"chan')
    const [row] = await test.begin()
    expect(row).toMatchObject({ done: 'parked', sentence: expect.stringMatching(/not valid JSON.*nothing waits/) })
    await test.put('next.json', messageOf('next', 'k'), at(6))
    await test.run('next')
  })

  it('drops the name that a power cut left of it from before it waited', async () => {
    const { test } = await parked()
    await using _ = test
    await test.end()
    const file = (await test.files('processing'))[0] ?? ''
    await link(test.path('processing', file), test.path('processing', file.replace('~w~', '~')))
    const rows = await test.begin()
    expect(rows.map(({ done }) => done)).toEqual(['swept', 'parked'])
    expect(await test.files('processing')).toEqual([file])
    expect(await test.files('incoming')).toEqual([])
  })

  it('publishes what it was ended with when the process died in the middle', async () => {
    const { test } = await parked()
    await using _ = test
    await test.end()
    const file = (await test.files('processing'))[0] ?? ''
    const claim = /~c([0-9a-z]+)\.json$/.exec(file)?.[1]
    await writeFile(test.path('outbox', `told~d~c${claim}.json`), '{}')
    expect(await test.begin()).toMatchObject([{ done: 'published' }])
    expect(await test.files('dead')).toEqual([file.replace('~w~', '~')])
    expect(await test.files('outgoing')).toEqual(['told.json'])
  })
})

const subject: Pick<HeldRun['item'], 'message'> = {
  message: { channel: 'slack', sender: 'Ada', message: 'asks', timestamp: 1, messageId: 'm' },
}
