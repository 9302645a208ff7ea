import { expect, test, vi } from 'vitest'
import { messageOf, TestLane } from '../../testing/lanes/test-lane'

test('an item whose end cannot be written down is published once all the same, and said to have a fault', async () => {
  await using lane = await TestLane.opened()
  const { record } = lane.lane
  const tell = record.tell.bind(record)
  let refused = 0
  vi.spyOn(record, 'tell').mockImplementation((item, told) => {
    if (told.kind !== 'completed' || refused > 0) return tell(item, told)
    refused++
    throw new Error('the record is broken')
  })
  await lane.begin()
  await lane.put('a.json', messageOf('a'))
  await lane.until(() => lane.faults.includes('the record is broken'))
  await lane.until(() => lane.slots.active === 0)
  expect(await lane.answered()).toEqual(['a'])
  expect(lane.lane.counts()).toMatchObject({ pending: 0, active: 0 })
})

test('an item that is written down as completed does not count as active any more, whatever comes after', async () => {
  await using lane = await TestLane.begun({ held: true })
  await lane.put('a.json', messageOf('a'))
  await lane.until(() => lane.runs.length === 1)
  const counted: { active: number; completed: number }[] = []
  const after = async (): Promise<void> => {
    const { active, completed } = lane.lane.counts()
    counted.push({ active, completed })
  }
  lane.runs[0]?.end({ kind: 'completed', result: { stem: 'a', outgoing: {} }, after })
  await lane.until(() => lane.slots.active === 0)
  expect(counted).toEqual([{ active: 0, completed: 1 }])
})

test('an item whose file is gone counts as active until it is written down as completed', async () => {
  await using lane = await TestLane.opened()
  const { moves, index } = lane.lane
  const finish = moves.finish.bind(moves)
  const counted: { active: number; completed: number }[] = []
  vi.spyOn(moves, 'finish').mockImplementation(async (file, result) => {
    const finished = await finish(file, result)
    // As its watch would, at any moment.
    index.folders.processing.lookAt(file)
    const { active, completed } = lane.lane.counts()
    counted.push({ active, completed })
    return finished
  })
  await lane.begin()
  await lane.put('a.json', messageOf('a'))
  await lane.until(() => lane.slots.active === 0 && counted.length > 0)
  expect(counted).toEqual([{ active: 1, completed: 0 }])
  expect(lane.lane.counts()).toMatchObject({ active: 0, completed: 1 })
})
