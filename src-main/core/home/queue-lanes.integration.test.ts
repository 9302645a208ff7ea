import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { jobs, lives, steps, TestQueue } from '../../testing/homes/test-queue'

// Every step is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 90_000 })

const kinds = ['shell', 'agent'] as const

describe.each(kinds)('a queue whose pipeline is a step of kind %s', (kind) => {
  const open = (queue = '', concurrency = 1): Promise<TestQueue> =>
    TestQueue.open(jobs({ steps: steps[kind], queue, concurrency }))

  test('cancelling a run ends its process and takes its item out of active', async () => {
    await using lane = await open()
    const { run, pid } = await lane.hanging()
    await lane.core.runs.cancel({ id: run.id, reason: 'not needed' })
    expect(lives(pid)).toBe(false)
    expect(lane.counts()).toMatchObject({ active: 0, dead: 1 })
    const [row] = await lane.rows('dead')
    expect(row).toMatchObject({ reason: expect.stringContaining('not needed'), attempt: 1 })
    expect((await lane.run(run.id)).row).toMatchObject({ phase: 'canceled', reason: 'not needed' })
    await lane.push({ do: 'good' })
    await lane.lane({ completed: 1 })
  })

  test('cancelling with retries left is a failed item, and its next attempt a new run', async () => {
    await using lane = await open('retry = { attempts = 1, cooldown = "1h" }')
    const { run } = await lane.hanging()
    await lane.core.runs.cancel({ id: run.id, reason: 'not now' })
    expect(lane.counts()).toMatchObject({ active: 0, failed: 1, dead: 0 })
    const row = await lane.row('failed', ({ reason }) => reason?.includes('not now') ?? false)
    expect(row.attempt).toBe(2)
    expect((row.notBefore ?? 0) - row.changedAt).toBeGreaterThan(3_500_000)
    expect(await lane.act('retry', row)).toMatchObject({ done: true })
    await lane.hangs(2)
    const [again, before] = await lane.runs()
    expect([again?.phase, before?.id]).toEqual(['running', run.id])
    await lane.core.runs.cancel({ id: again?.id ?? '', reason: 'nor now' })
    expect(lane.counts()).toMatchObject({ active: 0, failed: 0, dead: 1 })
  })

  test('a failure without retries is dead, and its result says so', async () => {
    await using lane = await open()
    const id = await lane.push({ do: 'bad' })
    await lane.lane({ dead: 1, active: 0 })
    expect(await lane.runs()).toMatchObject([{ phase: 'failed', reason: expect.stringContaining('it went wrong') }])
    expect((await lane.item(id)).row).toMatchObject({ column: 'dead', runId: (await lane.runs())[0]?.id })
    const [answer, ...more] = await lane.home.answers('jobs')
    expect([answer?.message, more]).toEqual([expect.stringContaining('it went wrong'), []])
  })

  test('a failure with retries is failed for its cooldown, then pending, and a new run', async () => {
    await using lane = await open('retry = { attempts = 2, cooldown = "50ms" }')
    const id = await lane.push({ do: 'bad' })
    await lane.lane({ dead: 1, active: 0, failed: 0 })
    expect((await lane.runs()).map(({ phase }) => phase)).toEqual(['failed', 'failed', 'failed'])
    const { timeline } = await lane.item(id)
    const attempts = timeline.filter((event) => event.kind === 'claimed' || event.kind === 'failed')
    expect(attempts.map((event) => `${event.kind} ${event.attempt}`)).toEqual([
      'claimed 1',
      'failed 1',
      'claimed 2',
      'failed 2',
      'claimed 3',
    ])
    expect(await lane.home.answers('jobs')).toHaveLength(1)
  })

  test('success is completed and frees the slot for the next item', async () => {
    await using lane = await open()
    const ids = [await lane.push({ do: 'one' }), await lane.push({ do: 'two' }), await lane.push({ do: 'three' })]
    await lane.lane({ completed: 3, active: 0, pending: 0 })
    expect((await lane.home.answers('jobs')).map(({ message }) => message.trim())).toEqual([
      'did one',
      'did two',
      'did three',
    ])
    const { result } = await lane.item(ids[0] ?? '')
    expect(JSON.parse(result?.text ?? '')).toMatchObject({ vars: { do: 'one', group: 'a' } })
  })

  test('one failure among concurrent items touches no other', async () => {
    await using lane = await open('', 4)
    for (const what of ['wait', 'wait', 'bad', 'wait']) await lane.push({ do: what })
    await lane.lane({ active: 3, dead: 1 })
    await lane.home.untilLines('begun', 4)
    await lane.openGate()
    await lane.lane({ completed: 3, dead: 1, active: 0 })
    expect((await lane.runs()).map(({ phase }) => phase).sort()).toEqual([
      'failed',
      'succeeded',
      'succeeded',
      'succeeded',
    ])
  })

  test('cancelling one of concurrent runs touches no other', async () => {
    await using lane = await open('', 2)
    await lane.push({ do: 'wait' })
    const { run } = await lane.hanging()
    await lane.core.runs.cancel({ id: run.id, reason: '' })
    expect(lane.counts()).toMatchObject({ active: 1, dead: 1 })
    await lane.openGate()
    await lane.lane({ completed: 1, active: 0 })
  })
})

const recovers = 'on_dead = { action = "recover", attempts = 2, message = "Look again." }'

describe.each([
  ['an agent', steps.agent],
  ['a shell line and an agent', `[[pipeline.work.step]]\nname = "before"\nrun = "echo before"\n${steps.agent}`],
])('a pipeline of %s whose attempts are spent', (_name, made) => {
  const open = (queue = 'key = "group"'): Promise<TestQueue> =>
    TestQueue.open(
      jobs({ steps: `${made}[[pipeline.work.step]]\nname = "after"\nrun = "echo after"\n`, queue, agent: recovers }),
    )

  test('waits: its item stays active, its slot is free, and its key stays taken', async () => {
    await using lane = await open()
    await lane.push({ do: 'bad' })
    const decision = await lane.decision()
    expect(decision).toMatchObject({ kind: 'spent', stepId: 'go', lane: 'jobs', workflow: 'work' })
    expect(decision.tried).toHaveLength(3)
    expect(decision.options.map(({ choice }) => choice)).toEqual(['retry', 'skip', 'cancel'])
    expect(lane.counts()).toMatchObject({ active: 1, failed: 0, pending: 0 })
    expect((await lane.rows('active'))[0]).toMatchObject({ waiting: true })
    await lane.push({ do: 'same', group: 'a' })
    await lane.push({ do: 'other', group: 'b' })
    await lane.lane({ completed: 1, pending: 1, active: 1, waiting: 1 })
    expect(await lane.lines('begun')).toEqual(['bad', 'bad', 'bad', 'other'])
    expect(await lane.act('release', (await lane.rows('active'))[0])).toMatchObject({ done: false })

    await lane.resolve(decision.id, 1, 'mind the edges')
    await lane.lane({ completed: 3, pending: 0, active: 0 })
    const detail = await lane.run(decision.runId ?? '')
    expect(detail.row.phase).toBe('succeeded')
    const prompt = await readFile(join(detail.path, 'steps/go/attempts/4/prompt.md'), 'utf8')
    expect(prompt).toContain('mind the edges')
    const order = (await lane.home.answers('jobs')).map(({ originalMessage }) => originalMessage.split('\n')[0])
    expect(order).toEqual(['do: other', 'do: bad', 'do: same'])
  })

  test('goes on after the step when it is skipped, and the item is completed', async () => {
    await using lane = await open()
    await lane.push({ do: 'bad' })
    const { id, runId } = await lane.decision()
    await lane.resolve(id, 2)
    await lane.lane({ completed: 1, active: 0 })
    const { row, steps: shown } = await lane.run(runId ?? '')
    expect(row.phase).toBe('succeeded')
    expect(shown.find((step) => step.id === 'after')?.attempts).toHaveLength(1)
  })

  test('ends canceled when that is decided: dead, or failed with retries left', async () => {
    await using lane = await open('retry = { attempts = 1, cooldown = "1h" }')
    await lane.push({ do: 'bad' })
    const first = await lane.decision()
    await lane.resolve(first.id, 3, 'leave it')
    await lane.lane({ failed: 1, active: 0 })
    expect((await lane.run(first.runId ?? '')).row).toMatchObject({ phase: 'canceled', reason: 'leave it' })
    await lane.act('retry', (await lane.rows('failed'))[0])
    const second = await lane.decision()
    expect(second.runId).not.toBe(first.runId)
    await lane.resolve(second.id, 3)
    await lane.lane({ dead: 1, active: 0, failed: 0 })
    await expect(lane.resolve(second.id, 1)).rejects.toThrow('It was decided already')
  })

  test('is asked no more once its run is canceled', async () => {
    await using lane = await open()
    await lane.push({ do: 'bad' })
    const { id, runId } = await lane.decision()
    await lane.core.runs.cancel({ id: runId ?? '', reason: 'enough' })
    expect(lane.counts()).toMatchObject({ active: 0, dead: 1 })
    expect((await lane.core.decisions.show({ id })).resolution).toMatchObject({ by: 'run', text: 'enough' })
    expect(lane.core.boardNow().decisions).toEqual([])
  })
})

test('an agent that fails asks a person, unless on_dead says otherwise', async () => {
  await using lane = await TestQueue.open(jobs({ steps: steps.agent, agent: '' }))
  await lane.push({ do: 'bad' })
  await lane.lane({ active: 1, waiting: 1 })
  expect(await lane.decision()).toMatchObject({ lastError: expect.stringContaining('it went wrong') })
})

test('an agent that counts as done when it fails leads its pipeline on', async () => {
  const last = `on_fail = "never"\n[[pipeline.work.step]]\nname = "after"\nrun = "echo after"\n`
  const never = `[[pipeline.work.step]]\nname = "never"\nrun = "echo never"\n`
  await using lane = await TestQueue.open(jobs({ steps: steps.agent + last + never, agent: 'on_dead = "done"' }))
  await lane.push({ do: 'bad' })
  await lane.lane({ completed: 1, active: 0 })
  expect((await lane.home.answers('jobs'))[0]?.message.trim()).toBe('after')
})

test('an agent that fails with its pipeline asks nobody', async () => {
  await using lane = await TestQueue.open(jobs({ steps: steps.agent }))
  await lane.push({ do: 'bad' })
  await lane.lane({ dead: 1, active: 0 })
  expect(await lane.core.decisions.list({ state: 'all', limit: 10 })).toEqual([])
})
