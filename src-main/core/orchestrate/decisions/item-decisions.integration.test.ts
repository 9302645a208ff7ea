import { expect, test } from 'vitest'
import { TestRuns } from '../../../testing/runs/test-runs'
import { loopDecision } from './item-decision'

test('what is asked about an item is asked once, and given up once the item is found gone twice', async () => {
  await using world = await TestRuns.open()
  const { itemDecisions, decisionCalls } = world.runs
  const item = { lane: 'queue', id: 'm1@mwozbpfi.8pde' }
  const { id } = await itemDecisions.ask(loopDecision(item, { same: true, times: 5, text: 'yes' }, 1))
  expect(await itemDecisions.ask(loopDecision(item, { same: true, times: 6, text: 'no' }, 2))).toMatchObject({
    id,
    createdAt: 1,
  })
  expect(itemDecisions.openOf(item)?.id).toBe(id)
  expect(itemDecisions.openOf({ ...item, lane: 'jobs' })).toBeNull()
  await world.runs.upkeep()
  expect(world.runs.cards).toMatchObject([{ id }])
  await world.runs.upkeep()
  expect(await decisionCalls.show(id)).toMatchObject({ resolution: { by: 'run', text: 'Its item is gone.' } })
  expect(world.runs.cards).toEqual([])
})
