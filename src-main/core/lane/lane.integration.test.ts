import { rmSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { messageOf, TestLane } from '../../testing/lanes/test-lane'

test('an item is found by its id however long its name is', async () => {
  await using test = await TestLane.opened()
  const file = `${'ü@'.repeat(80)}.json`
  await test.put(file, messageOf('long'))
  await test.until(() => test.lane.counts().pending === 1)
  const listed = test.lane.index.folders.incoming.get(file)
  if (listed === undefined) throw new Error('it is not in line')
  const { id } = test.lane.record.identify(file, false, listed)
  expect(test.lane.find(id)).toEqual({ folder: 'incoming', listed })
  expect(test.lane.find(`other@${id.slice(id.lastIndexOf('@') + 1)}`)).toBe(null)
})

test('a fault of the machine is shown until the item it befell is on its way again', async () => {
  await using test = await TestLane.begun()
  const { record } = test.lane
  const identify = record.identify.bind(record)
  let refused = 0
  vi.spyOn(record, 'identify').mockImplementation((...asked) => {
    if (refused++ > 0) return identify(...asked)
    throw new Error('the disk is tired')
  })
  await test.put('a.json', messageOf('a'))
  await test.until(async () => (await test.answered()).length === 1)
  expect(test.faults).toEqual(['the disk is tired'])
  expect(test.lane.card().trouble).toBe(null)
})

test('an item that is in line is accepted although its temporary file went with its folder', async () => {
  await using test = await TestLane.opened()
  const text = JSON.stringify(messageOf('a'))
  const file = await test.lane.moves.enqueue('a', text, () => rmSync(test.path('tmp'), { recursive: true }))
  expect(await test.files('incoming')).toEqual([file])
})
