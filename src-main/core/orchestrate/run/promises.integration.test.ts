import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { agentFor, type TestRunsOptions } from '../../../testing/runs/test-effective'
import { TestRuns } from '../../../testing/runs/test-runs'

const pipeline = (steps: object[], more: object = {}): object => ({ id: 'p', inputs: ['word'], steps, ...more })
const agent = (behaviour: string, more: object = {}): object => ({
  id: 'go',
  type: 'agent_task',
  agent: agentFor(behaviour),
  prompt: 'Go.',
  outputs: ['result'],
  output_files: { result: 'r.txt' },
  limits: { max_retries: 0 },
  ...more,
})
const shell = (run: string, more: object = {}): object => ({
  id: 'go',
  type: 'shell',
  run,
  limits: { max_retries: 0 },
  when_spent: 'fail',
  ...more,
})

/** A step of each kind that does as it is told. */
const kinds = {
  shell: {
    sleeps: shell('echo $$ > {{workflow.run_workspace}}/../asleep; sleep 60'),
    fails: shell('exit 3'),
    succeeds: shell('echo done'),
    escalates: shell('exit 3', { when_spent: 'escalate' }),
    byWord: shell('test {{inputs.word}} = good'),
  },
  agent: {
    sleeps: agent('sleeps'),
    fails: agent('fails', { when_spent: 'fail' }),
    succeeds: agent('write'),
    escalates: agent('fails'),
    byWord: agent('byword', { prompt: 'Go: {{inputs.word}}', when_spent: 'fail' }),
  },
} as const

describe.each(['shell', 'agent'] as const)('a queue whose pipeline is made of %s steps', (kind) => {
  const steps = kinds[kind]
  const open = async (step: object, options: TestRunsOptions = {}): Promise<TestRuns> => {
    const world = await TestRuns.open({ pipeline: pipeline([step]), ...options })
    await world.begin()
    return world
  }
  /** Sends an item and waits until its process runs. */
  const asleep = async (world: TestRuns): Promise<{ id: string; pid: number }> => {
    await world.send('x', {}, 'jobs')
    const { id } = await world.phase('running')
    const { path } = await world.detail(id)
    const text = await world.until(() => readFile(join(path, 'asleep'), 'utf8').catch(() => null))
    return { id, pid: Number(text) }
  }

  test('cancelling a run ends its process and takes its item out of active', async () => {
    await using world = await open(steps.sleeps)
    const { id, pid } = await asleep(world)
    await world.runs.calls.cancel(id, 'not needed')
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    expect(world.count('jobs', 'active')).toBe(0)
    expect((await world.detail(id)).row).toMatchObject({ phase: 'canceled', reason: 'not needed' })
    // A name is counted where it went once its file has been looked at.
    await world.until(() => world.count('jobs', 'dead') === 1)
    await world.until(() => world.slots.active === 0)
  })

  test('cancelling a run whose queue has retries lets the item fail and be tried again', async () => {
    await using world = await open(steps.sleeps, { retries: 1 })
    const { id } = await asleep(world)
    await world.runs.calls.cancel(id, 'not needed')
    const again = await world.until(async () => (await world.rows()).find((row) => row.id !== id))
    expect(again.itemId).toBe((await world.detail(id)).row.itemId)
    await world.until(async () => (await world.runs.get(again.id))?.phase === 'running')
    await world.runs.calls.cancel(again.id, 'not needed either')
    await world.until(() => world.count('jobs', 'dead') === 1)
  })

  test('a failure without retries is dead', async () => {
    await using world = await open(steps.fails)
    await world.send('x', {}, 'jobs')
    await world.until(() => world.count('jobs', 'dead') === 1)
    expect(world.count('jobs', 'active')).toBe(0)
    expect(await world.rows()).toMatchObject([{ phase: 'failed', lane: 'jobs' }])
  })

  test('a failure with retries fails, is pending again after its cooldown, and is a new run', async () => {
    await using world = await open(steps.fails, { retries: 1 })
    await world.send('x', {}, 'jobs')
    await world.until(() => world.count('jobs', 'dead') === 1)
    expect(await world.rows()).toMatchObject([{ phase: 'failed' }, { phase: 'failed' }])
  })

  test('success is completed and frees the slot for the next item', async () => {
    await using world = await open(steps.succeeds, { inFlight: 1 })
    await world.send('x', {}, 'jobs')
    await world.send('y', {}, 'jobs')
    await world.until(() => world.count('jobs', 'completed') === 2)
    await world.until(() => world.slots.active === 0)
    expect(await world.answers('jobs')).toHaveLength(2)
  })

  test('one failure among concurrent items touches no other', async () => {
    await using world = await open(steps.byWord)
    for (const word of ['good', 'bad', 'good', 'good']) await world.send(word, {}, 'jobs')
    await world.until(() => world.count('jobs', 'completed') === 3 && world.count('jobs', 'dead') === 1)
    await world.until(() => world.count('jobs', 'active') === 0)
  })

  test('spent attempts wait for a person with the item active and its slot free, and end as decided', async () => {
    await using world = await open(steps.escalates, { inFlight: 1 })
    await world.send('x', {}, 'jobs')
    const decision = await world.decision()
    await world.until(() => world.lanes.get('jobs')?.parked() === 1 && world.slots.active === 0)
    expect(world.count('jobs', 'active')).toBe(1)
    await world.runs.decisionCalls.resolve({ id: decision.id, option: 3, text: 'leave it', by: 'cli' })
    await world.until(() => world.count('jobs', 'dead') === 1)
    expect((await world.rows())[0]).toMatchObject({ phase: 'canceled', reason: 'leave it' })
  })

  test('a run that waits is canceled with nobody at work, and its decision with it', async () => {
    await using world = await open(steps.escalates)
    await world.send('x', {}, 'jobs')
    const decision = await world.decision()
    await world.until(() => world.lanes.get('jobs')?.parked() === 1)
    await world.end()
    await world.runs.calls.cancel(decision.runId ?? '', 'leave it')
    expect(world.count('jobs', 'active')).toBe(0)
    expect(world.count('jobs', 'dead')).toBe(1)
    expect(await world.runs.decisionCalls.show(decision.id)).toMatchObject({ resolution: { by: 'run' } })
  })
})

test('a pipeline goes through its steps for a cancel before its item leaves active', async () => {
  const steps = [
    kinds.shell.sleeps,
    shell('echo cleared > ../cleared', { id: 'clear', workspace_mode: 'run_workspace' }),
  ]
  await using world = await TestRuns.open({ pipeline: pipeline(steps, { on_cancel: 'clear' }) })
  await world.begin()
  await world.send('x', {}, 'jobs')
  const { id } = await world.phase('running')
  const { path } = await world.detail(id)
  await world.until(() => readFile(join(path, 'asleep'), 'utf8').catch(() => null))
  await world.runs.calls.cancel(id, 'enough')
  expect(await readFile(join(path, 'cleared'), 'utf8')).toBe('cleared\n')
  expect((await world.detail(id)).row).toMatchObject({ phase: 'canceled', reason: 'enough' })
  expect(world.count('jobs', 'dead')).toBe(1)
})
