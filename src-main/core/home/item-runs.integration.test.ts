import { expect, test, vi } from 'vitest'
import { jobs, steps, TestQueue } from '../../testing/homes/test-queue'

vi.setConfig({ testTimeout: 90_000 })

test('an item leads to its run for as long as it is known, dead or completed, also after a restart', async () => {
  await using lane = await TestQueue.open(jobs({ steps: steps.shell }))
  await lane.push({ do: 'good' })
  await lane.lane({ completed: 1 })
  await lane.push({ do: 'bad' })
  await lane.lane({ dead: 1, active: 0 })
  const [bad, good] = await lane.runs()
  const linked = async () => [(await lane.rows('dead'))[0]?.runId, (await lane.rows('completed'))[0]?.runId]
  expect([bad?.phase, good?.phase]).toEqual(['failed', 'succeeded'])
  expect(await linked()).toEqual([bad?.id, good?.id])
  expect((await lane.item(bad?.itemId ?? '')).row?.runId).toBe(bad?.id)
  await lane.core[Symbol.asyncDispose]()
  await lane.open()
  await lane.lane({ completed: 1, dead: 1 })
  expect(await linked()).toEqual([bad?.id, good?.id])
})

test('an item at work leads to its run, and a new attempt to its own', async () => {
  await using lane = await TestQueue.open(
    jobs({ queue: 'retry = { attempts = 1, cooldown = "1h" }', steps: steps.shell }),
  )
  const { run } = await lane.hanging()
  expect(lane.core.boardNow().active.map(({ runId }) => runId)).toEqual([run.id])
  await lane.core.runs.cancel({ id: run.id, reason: 'enough' })
  await lane.lane({ failed: 1, active: 0 })
  const [failed] = await lane.rows('failed')
  expect(failed?.runId).toBe(run.id)
  await lane.wake()
  await lane.act('retry', failed)
  await lane.lane({ completed: 1 })
  const [completed] = await lane.rows('completed')
  expect(completed?.runId).toBe((await lane.runs())[0]?.id)
  expect(completed?.runId).not.toBe(run.id)
})
