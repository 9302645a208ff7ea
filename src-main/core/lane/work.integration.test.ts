import { describe, expect, it } from 'vitest'
import { answered, asking, failed, messageOf, TestLane } from '../../testing/lanes/test-lane'
import type { Ended, ItemReading } from './work'

const never = new AbortController().signal
const groupOf = ({ message }: { readonly message: string }): string => message.split(' ')[0] ?? ''

describe('what is to be done after the move', () => {
  const endings: readonly (readonly [Ended['kind'], string, (item: Parameters<typeof answered>[0]) => Ended])[] = [
    ['completed', 'outgoing', answered],
    ['failed', 'dead', (item) => failed(item, false)],
    ['held', 'incoming', () => ({ kind: 'held', sentence: 'Later.', nextStep: null, notBefore: Date.now() + 9e6 })],
    ['waiting', 'processing', () => asking()],
  ]

  it.each(endings)(
    'is done once when the item is %s, with its file in %s and its key still kept',
    async (_, folder, end) => {
      await using test = await TestLane.begun({ held: true })
      await test.put('one.json', messageOf('one', 'k'))
      await test.put('next.json', messageOf('next', 'k'))
      const { item, end: endRun } = await test.run('one')
      const seen: unknown[] = []
      const go = Promise.withResolvers<void>()
      const after = async (): Promise<void> => {
        const file = (await test.files(folder)).find((name) => /one|slack/.test(name) && name !== item.file)
        seen.push({ isMoved: file !== undefined, running: test.running })
        test.changes.touch()
        await go.promise
        throw new Error('What comes after failed.')
      }
      endRun({ ...end(item), after })
      await test.until(() => seen.length > 0)
      expect(seen).toEqual([{ isMoved: true, running: [] }])
      go.resolve()
      await test.end()
      expect([test.faults, test.lane.card().trouble]).toEqual([['What comes after failed.'], null])
      expect([seen.length, test.slots.active]).toEqual([1, 0])
    },
  )
})

describe('an item that needs another group while it is worked on', () => {
  const limits = { group: (group: string) => (group === 'closed' ? 0 : 1) }

  it('gets the next free slot of that group before items that have not started', async () => {
    await using test = await TestLane.begun({ held: true, limits, groupOf })
    await test.put('b.json', messageOf('b holds'))
    const holder = await test.run('b holds')
    await test.put('a.json', messageOf('a first'))
    const { item, end } = await test.run('a first')
    const entering = item.room.enter('b', never)
    await test.put('a2.json', messageOf('a second'))
    await test.run('a second')
    await test.put('b2.json', messageOf('b new'))
    await test.until(() => test.lane.counts().pending === 1)
    holder.end(answered(holder.item))
    expect(await entering).toBe('entered')
    expect(test.running).toEqual(['a first', 'a second'])
    end(answered(item))
    await test.run('b new')
    await test.end()
    expect([test.slots.active, test.slots.waiting, test.slots.activeIn(() => true)]).toEqual([0, 0, 0])
  })

  it('is told at once when the group is shut, and waits for it in line when it then is held', async () => {
    let closed = 0
    await using test = await TestLane.begun({
      held: true,
      limits: { group: (group) => (group === 'closed' ? closed : 1) },
      groupOf,
    })
    await test.put('a.json', messageOf('a first', 'k'))
    const { item, end } = await test.run('a first')
    expect(await item.room.enter('closed', never)).toBe('shut')
    end({ kind: 'held', sentence: 'Its agent waits.', nextStep: null, notBefore: null, group: 'closed' })
    await test.put('a2.json', messageOf('a second'))
    await test.run('a second')
    expect(test.running).toEqual(['a second'])
    expect(test.lane.counts()).toMatchObject({ pending: 1, active: 1 })
    closed = 1
    test.slots.limitsChanged()
    const again = await test.run('a first')
    expect(again.item.id).toBe(item.id)
    expect(test.slots.isFree('queue', 'closed')).toBe(false)
  })

  it('comes back in the group it waited for a person in', async () => {
    await using test = await TestLane.begun({ held: true, limits, groupOf })
    await test.put('a.json', messageOf('a first', 'k'))
    const { item, end } = await test.run('a first')
    await item.room.enter('b', never)
    end(asking())
    await test.until(() => test.lane.parked() === 1 && test.lane.active.length === 0)
    await test.put('a2.json', messageOf('a second'))
    await test.run('a second')
    expect(await test.lane.resume(item.id)).toBe(true)
    await test.run('a first')
    expect(test.slots.isFree('queue', 'b')).toBe(false)
  })

  it('that is stopped while it waits leaves no slot taken and nobody waiting', async () => {
    await using test = await TestLane.begun({ held: true, limits, groupOf })
    await test.put('b.json', messageOf('b holds'))
    await test.run('b holds')
    await test.put('a.json', messageOf('a first'))
    const { item, signal } = await test.run('a first')
    const entering = item.room.enter('b', signal)
    await test.end()
    expect(await entering).toBe('aborted')
    expect([test.slots.active, test.slots.waiting, test.slots.activeIn(() => true)]).toEqual([0, 0, 0])
    expect(await test.files('incoming')).toHaveLength(2)
  })

  it('that ends without waiting to the end leaves nothing behind either', async () => {
    await using test = await TestLane.begun({ held: true, limits, groupOf })
    await test.put('b.json', messageOf('b holds'))
    await test.run('b holds')
    await test.put('a.json', messageOf('a first'))
    const { item, end } = await test.run('a first')
    const entering = item.room.enter('b', never)
    end(answered(item))
    expect(await entering).toBe('aborted')
    expect([test.slots.active, test.slots.waiting]).toEqual([1, 0])
  })
})

it('a fixed cool-down takes the place of the back-off', async () => {
  const settings = { retry: { baseMs: 1, capMs: 1 }, cooldownMs: 60_000 }
  await using test = await TestLane.begun({ held: true, clock: 1_763_600_000_000, settings })
  await test.put('one.json', messageOf('one'))
  const run = await test.run('one')
  run.end(failed(run.item))
  await test.until(() => test.lane.counts().failed === 1)
  expect(await test.files('incoming')).toEqual(['one~a2~n1763600060000.json'])
})

it('a lane reads its files as it is told, by the names they came with', async () => {
  const names = new Set<string>()
  const reading: ItemReading = {
    of: (text, file) => {
      names.add(file)
      const message = { channel: 'jobs', sender: 'queue', message: String(text), timestamp: 0, messageId: file }
      return { kind: 'item', message }
    },
    keyOf: ({ message }) => message.slice(0, 1),
  }
  await using test = await TestLane.begun({ held: true, reading })
  await test.put('one.json', '"a plain text"')
  await test.put('two.json', '"another"')
  const run = await test.run('a plain text')
  expect(run.item).toMatchObject({ key: 'a', message: { messageId: 'one.json' } })
  expect(test.running).toEqual(['a plain text'])
  run.end(failed(run.item))
  expect((await test.run('a plain text')).item.attempt).toBe(2)
  await test.end()
  await test.begin()
  await test.run('a plain text')
  expect([...names].sort()).toEqual(['one.json', 'two.json'])
})

it('who asks how far a run is does not wait behind the run', async () => {
  await using test = await TestLane.begun({ held: true })
  await test.put('run.json', { ...messageOf('go on'), workflowRunId: 'run-1' })
  await test.run('go on')
  await test.put('more.json', { ...messageOf('and more'), workflowRunId: 'run-1' })
  await test.put('asks.json', { ...messageOf(' /Status\n'), workflowRunId: 'run-1' })
  expect((await test.run(' /Status\n')).item.key).toBeNull()
  expect(test.running).toEqual(['go on', ' /Status\n'])
})

const hour = 3_600_000

it('an item waits for its retry as long as was meant, and no longer for a clock that is set back', async () => {
  const settings = { retry: { baseMs: 300, capMs: 300 } }
  await using test = await TestLane.begun({ held: true, settings })
  await test.put('x.json', messageOf('x', 'c'))
  const first = await test.run('x')
  await test.put('y.json', messageOf('y', 'c'))
  first.end(failed(first.item))
  await test.until(() => test.lane.counts().failed === 1)
  test.setBackMs = hour
  const second = await test.run('x')
  expect(second.item.attempt).toBe(2)
  second.end(answered(second.item))
  const other = await test.run('y')
  other.end(answered(other.item))
  await test.until(() => test.lane.counts().completed === 2)
})

it('a clock that was set back while nobody worked on the lane makes no item wait longer than was meant', async () => {
  await using test = await TestLane.create({ held: true })
  test.setBackMs = hour
  await test.lane.open()
  await test.put(`x~a2~n${Date.now() + 300}.json`, messageOf('x', 'c'))
  await test.put('broken.json', '{')
  await test.begin()
  const run = await test.run('x')
  run.end(answered(run.item))
  await test.until(() => test.lane.counts().completed === 1 && test.lane.counts().rejected === 1)
  expect(test.lane.counts().failed).toBe(0)
})
