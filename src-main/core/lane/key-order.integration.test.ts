import { describe, expect, test } from 'vitest'
import { answered, failed, messageOf, TestLane } from '../../testing/lanes/test-lane'
import { actOnItems } from './item-actions'
import type { Work } from './work'

const same = new Date(1_763_600_000_000)

describe('within one key', () => {
  test('an item that is stopped is not overtaken by one with the same time and a longer name', async () => {
    await using test = await TestLane.opened({ held: true })
    await test.put('m-1.json', messageOf('first', 'talk'), { mtime: same })
    await test.put('m-10.json', messageOf('second', 'talk'), { mtime: same })
    await test.until(() => test.lane.counts().pending === 2)
    await test.begin()
    await test.run('first')
    await test.end()
    expect(await test.files('incoming')).toEqual(['m-10.json', 'm-1~n1.json'])
    await test.begin()
    await test.until(() => test.runs.length > 0)
    expect(test.running).toEqual(['first'])
  })

  test('an item that is tried again at once is not overtaken when it fails again', async () => {
    await using test = await TestLane.opened({
      held: true,
      settings: { maxAttempts: 99, retry: { baseMs: 60_000, capMs: 60_000 } },
    })
    await test.put('m-1.json', messageOf('first', 'talk'), { mtime: same })
    await test.put('m-2.json', messageOf('second', 'talk'), { mtime: same })
    await test.until(() => test.lane.counts().pending === 2)
    await test.begin()
    for (let attempt = 1; attempt <= 15; attempt++) {
      await test.until(() => test.runs.length > 0)
      expect(test.running).toEqual(['first'])
      const run = await test.run('first')
      run.end(failed(run.item))
      await test.until(() => test.kinds('failed').length === attempt)
      expect(test.running).toEqual([])
      const [listed] = [...test.lane.index.folders.incoming.values()].filter(({ file }) => file.startsWith('m-1~'))
      if (listed === undefined) throw new Error('it is not back in line')
      const { id } = test.lane.record.identify(listed.file, false, listed)
      const [verdict] = await actOnItems(test.lane, 'retry', [{ id, column: 'failed', file: listed.file }])
      expect(verdict).toMatchObject({ done: true })
    }
    await test.run('first')
    expect(test.running).toEqual(['first'])
  })
})

test('no more items than may be known are read ahead of what cannot start, and the rest follows as they start', async () => {
  const mostKnown = 20
  await using test = await TestLane.opened({ held: true, settings: { mostKnown } })
  for (let number = 0; number < 100; number++) {
    await test.put(`a-${String(number).padStart(3, '0')}.json`, messageOf(`turn ${number}`, 'talk'), { mtime: same })
  }
  await test.put('b.json', messageOf('other'), { mtime: same })
  await test.until(() => test.lane.counts().pending === 101)
  let read = 0
  const groupOf = (): string => {
    read++
    return 'agents'
  }
  const answer: Work = async (item) => answered(item)
  const gate = Promise.withResolvers<void>()
  const hold: Work = async (item) => {
    await gate.promise
    return answered(item)
  }
  await test.lane.begin({ groupOf, work: (item, ...rest) => (item.key === null ? answer : hold)(item, ...rest) })
  await test.until(() => test.lane.card().trouble !== null)
  expect(test.lane.card().trouble).toMatch(/^\d+ items wait for their provider or their turn/)
  // Bodies are read side by side, so a few more than may be known.
  expect(read).toBeLessThanOrEqual(mostKnown + 17)
  expect(test.lane.counts().completed).toBe(0)
  gate.resolve()
  await test.until(() => test.lane.counts().completed === 101)
  expect(test.lane.card().trouble).toBeNull()
})
