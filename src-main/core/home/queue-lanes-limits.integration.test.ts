import { readFile, writeFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { jobs, lives, steps, TestQueue } from '../../testing/homes/test-queue'

vi.setConfig({ testTimeout: 90_000 })

const before = `[[pipeline.work.step]]\nname = "before"\nrun = "echo before >> ../../../before"\n`

/** A queue with room for three items, whose agent may run once at a time. */
async function narrow(): Promise<TestQueue> {
  const lane = await TestQueue.prepared(jobs({ steps: before + steps.agent, concurrency: 3 }))
  const { config } = lane.home.paths
  await writeFile(
    config,
    (await readFile(config, 'utf8')).replace('kind: command,', 'kind: command, max_concurrent: 1,'),
  )
  await lane.open()
  return lane
}

test('a run whose next step finds no slot waits for it, and is canceled while it does', async () => {
  await using lane = await narrow()
  const { run: held } = await lane.hanging()
  await lane.push({ do: 'good' })
  await lane.lane({ active: 2 })
  const [waits] = await lane.runsAre((runs) => runs.length === 2 && runs.every(({ step }) => step === 'go'))
  expect(waits?.id).not.toBe(held.id)
  await lane.core.runs.cancel({ id: waits?.id ?? '', reason: 'not needed' })
  expect(lane.counts()).toMatchObject({ active: 1, dead: 1 })
  expect(await lane.lines('begun')).toEqual(['hang'])
  await lane.push({ do: 'later' })
  await lane.lane({ active: 2 })
  await lane.core.runs.cancel({ id: held.id, reason: 'nor this' })
  await lane.lane({ completed: 1, dead: 2, active: 0 })
})

test('a stop ends the wait for a slot, and no step that was done is done again', async () => {
  await using lane = await narrow()
  await lane.hanging()
  await lane.push({ do: 'one' })
  await lane.push({ do: 'two' })
  await lane.lane({ active: 3 })
  await lane.runsAre((runs) => runs.length === 3 && runs.every(({ step }) => step === 'go'))
  await lane.core.supervisor.stop()
  await lane.core.supervisor.stopNow()
  await lane.core.supervisor.settled()
  expect(lane.counts()).toMatchObject({ active: 0, pending: 3 })
  await lane.wake()
  await lane.core.supervisor.start()
  await lane.lane({ completed: 3, active: 0, pending: 0 })
  expect(await lane.lines('before')).toHaveLength(3)
  expect((await lane.lines('begun')).sort()).toEqual(['hang', 'hang', 'one', 'two'])
})

test.each(['shell', 'agent'] as const)(
  'a %s step that takes too long has failed, its process with it',
  async (kind) => {
    await using lane = await TestQueue.open(jobs({ steps: `${steps[kind]}timeout = "1s"\n` }))
    const { pid } = await lane.hanging()
    await lane.lane({ dead: 1, active: 0 })
    expect(lives(pid)).toBe(false)
    expect((await lane.runs())[0]?.reason).toContain('did not finish within 1 seconds')
  },
)

test.each(['shell', 'agent'] as const)('a pipeline of a %s step that takes too long asks', async (kind) => {
  await using lane = await TestQueue.open(jobs({ pipeline: 'timeout = "1s"', steps: steps[kind] }))
  const { pid } = await lane.hanging()
  const decision = await lane.decision()
  expect(decision).toMatchObject({ kind: 'timed_out', stepId: 'go' })
  expect(lives(pid)).toBe(false)
  await lane.wake()
  await lane.resolve(decision.id, 1)
  await lane.lane({ completed: 1, active: 0 })
})
