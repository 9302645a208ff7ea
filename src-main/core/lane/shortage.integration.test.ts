import { expect, test } from 'vitest'
import { answered, messageOf, TestLane } from '../../testing/lanes/test-lane'

test('no item is to blame for a machine that runs short: it waits, counts no attempt, and goes on then', async () => {
  await using lane = await TestLane.opened({ clock: 1_763_600_000_000 })
  let isFull = true
  const work = async (item: Parameters<typeof answered>[0]) => {
    if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    return answered(item)
  }
  await lane.lane.begin({ groupOf: () => '', work })
  await lane.put('one.json', messageOf('one'))
  await lane.until(() => lane.kinds('held').length === 1)
  expect(lane.kinds('held')[0]?.text).toContain('The machine has run short: ENOSPC')
  await lane.end()
  expect(await lane.files('incoming')).toEqual(['one~n1763600010000.json'])
  isFull = false
  lane.clock = 1_763_600_010_000
  await lane.lane.begin({ groupOf: () => '', work })
  await lane.until(() => lane.kinds('completed').length === 1)
  expect(lane.lane.counts()).toMatchObject({ pending: 0, active: 0, dead: 0 })
})
