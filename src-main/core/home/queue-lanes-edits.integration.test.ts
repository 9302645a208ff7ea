import { expect, test, vi } from 'vitest'
import { until } from '../../testing/homes/test-home'
import { jobs, lives, steps, TestQueue } from '../../testing/homes/test-queue'

vi.setConfig({ testTimeout: 90_000 })

const other = `
[queue.more]
vars = ["do"]
[worker.w]
source = { queue = "more" }
handler = { pipeline = "p" }
[pipeline.p]
step = [{ name = "go", run = "echo more" }]
`

test('a queue that comes while the home runs has its lane at once, and is worked on', async () => {
  await using lane = await TestQueue.open(jobs({ steps: steps.shell }))
  await lane.home.runbook('more.toml', other)
  const board = await until(lane.core, ({ lanes }) => lanes.some(({ name }) => name === 'more'))
  expect(board.lanes.find(({ name }) => name === 'more')?.queue).toMatchObject({ pipeline: 'p', concurrency: 1 })
  await lane.core.lanes.push({ lane: 'more', text: '{ "do": "x" }' })
  await lane.home.put('mine.json', { do: 'y' }, 'more')
  await lane.lane({ completed: 2, active: 0 }, 'more')
})

test('items that lie in a folder of lanes before its queue is declared are worked on once it is', async () => {
  await using lane = await TestQueue.open(jobs({ steps: steps.shell }))
  await lane.home.put('early.json', { do: 'y' }, 'more')
  await lane.home.runbook('more.toml', other)
  await lane.lane({ completed: 1, active: 0 }, 'more')
})

test('an edit of a pipeline counts for the next item, and what runs goes on as it began', async () => {
  const made = (word: string): string =>
    jobs({ steps: `${steps.shell}[[pipeline.work.step]]\nname = "last"\nrun = "echo ${word}"\n` })
  await using lane = await TestQueue.open(made('before'))
  await lane.push({ do: 'wait' })
  await lane.lane({ active: 1 })
  const before = lane.core.boardNow().settingsReadAt
  await lane.home.runbook('jobs.toml', made('after'))
  await until(lane.core, ({ settingsReadAt }) => settingsReadAt !== before)
  await lane.openGate()
  await lane.push({ do: 'next' })
  await lane.lane({ completed: 2, active: 0 })
  expect((await lane.home.answers('jobs')).map(({ message }) => message.trim())).toEqual(['before', 'after'])
})

test('an edit that breaks the runbook changes nothing and is told, until it is mended', async () => {
  await using lane = await TestQueue.open(jobs({ steps: steps.shell }))
  await lane.home.runbook('jobs.toml', jobs({ steps: steps.shell, concurrency: 2 }).replace('handler', 'handlr'))
  const broken = await until(lane.core, ({ attention }) =>
    attention.some(({ sentence }) => sentence.includes('handlr')),
  )
  expect(broken.lanes.find(({ name }) => name === 'jobs')?.queue).toMatchObject({ concurrency: 1 })
  await lane.push({ do: 'good' })
  await lane.lane({ completed: 1 })
  await lane.home.runbook('jobs.toml', jobs({ steps: steps.shell, concurrency: 2 }))
  await until(lane.core, ({ lanes }) => lanes.find(({ name }) => name === 'jobs')?.queue?.concurrency === 2)
  expect(lane.core.boardNow().attention.filter(({ sentence }) => sentence.includes('handlr'))).toEqual([])
  await lane.push({ do: 'wait' })
  await lane.push({ do: 'wait' })
  await lane.lane({ active: 2 })
  await lane.openGate()
  await lane.lane({ completed: 3, active: 0 })
})

test('a queue that is taken away keeps its items and says so, finishes what runs, and goes on when it comes back', async () => {
  const runbook = jobs({ steps: steps.shell })
  await using lane = await TestQueue.open(runbook)
  await lane.push({ do: 'wait' })
  await lane.lane({ active: 1 })
  await lane.push({ do: 'later' })
  await lane.home.runbook('jobs.toml', null)
  await until(lane.core, ({ lanes }) => lanes.find(({ name }) => name === 'jobs')?.queue === null)
  await lane.openGate()
  await lane.lane({ completed: 1, active: 0, pending: 1 })
  await expect(lane.core.lanes.push({ lane: 'jobs', text: '{ "do": "x" }' })).rejects.toThrow(
    'No runbook declares a queue "jobs".',
  )
  const reason = 'No runbook declares a queue "jobs".'
  const dropped = ['a.json', 'b.txt'].map((name) => ({ name, text: '{ "do": "x" }' }))
  expect((await lane.core.lanes.drop({ lane: 'jobs', files: dropped })).verdicts).toEqual(
    dropped.map(({ name }) => ({ accepted: false, name, reason })),
  )
  const [row] = await lane.rows('pending')
  expect(row?.reason).toContain('No runbook')
  await lane.reopen()
  await lane.lane({ pending: 1, active: 0 })
  await lane.home.runbook('jobs.toml', runbook)
  await lane.lane({ completed: 2, pending: 0, active: 0 })
})

test('a queue whose worker is taken away lets its items wait, and goes on with one', async () => {
  const runbook = jobs({ steps: steps.shell })
  const idle = runbook.replace(/\[worker\.worker\][^[]*/, '')
  await using lane = await TestQueue.open(runbook)
  await lane.home.runbook('jobs.toml', idle)
  await until(lane.core, ({ lanes }) => lanes.find(({ name }) => name === 'jobs')?.queue?.pipeline === null)
  await lane.push({ do: 'good' })
  const [row] = await lane.rows('pending')
  expect(row?.reason).toContain('worker')
  await lane.home.runbook('jobs.toml', runbook)
  await lane.lane({ completed: 1, pending: 0 })
})

test('items wait for their decision over a restart of the supervisor and of the home, with their key', async () => {
  const made = jobs({ steps: steps.agent, queue: 'key = "group"', agent: 'on_dead = "escalate"' })
  await using lane = await TestQueue.open(made)
  await lane.push({ do: 'bad' })
  const { id } = await lane.decision()
  await lane.push({ do: 'same' })
  await lane.core.supervisor.restart()
  await lane.core.supervisor.settled()
  await lane.lane({ active: 1, waiting: 1, pending: 1 })
  await lane.push({ do: 'other', group: 'b' })
  await lane.lane({ completed: 1, pending: 1 })
  await lane.reopen()
  expect(lane.core.boardNow().decisions).toMatchObject([{ id }])
  await lane.push({ do: 'more', group: 'b' })
  await lane.lane({ completed: 2, active: 1, waiting: 1, pending: 1 })
  await lane.stop()
  // Decided while nobody works: it goes on with the next start.
  await lane.resolve(id, 1, 'mind the edges')
  await lane.lane({ active: 0, pending: 2 })
  await lane.core.supervisor.start()
  await lane.lane({ completed: 4, active: 0, pending: 0 })
  expect(await lane.lines('begun')).toEqual(['bad', 'other', 'more', 'bad', 'same'])
})

test.each(['shell', 'agent'] as const)('a stop lets the run of a %s step go on at its step', async (kind) => {
  const before = `[[pipeline.work.step]]\nname = "before"\nrun = 'echo before >> ../../../begun'\n`
  await using lane = await TestQueue.open(jobs({ steps: before + steps[kind] }))
  const { run, pid } = await lane.hanging()
  await lane.core.supervisor.stop()
  await lane.core.supervisor.stopNow()
  await lane.core.supervisor.settled()
  expect(lives(pid)).toBe(false)
  expect(lane.counts()).toMatchObject({ active: 0, pending: 1 })
  expect((await lane.run(run.id)).row).toMatchObject({ phase: 'running', step: 'go' })
  await lane.wake()
  await lane.reopen()
  await lane.lane({ completed: 1, pending: 0, active: 0 })
  expect(await lane.lines('begun')).toEqual(['before', 'hang', 'hang'])
  const { row, steps: shown } = await lane.run(run.id)
  expect(row.phase).toBe('succeeded')
  const states = shown.map((step) => step.attempts.map(({ state }) => state))
  expect(states).toEqual([['succeeded'], ['interrupted', 'succeeded']])
  expect(await lane.runs()).toHaveLength(1)
})

test('a run is canceled with nobody at work, and its item has left active', async () => {
  await using lane = await TestQueue.open(jobs({ steps: steps.shell }))
  const { run } = await lane.hanging()
  await lane.core.supervisor.stop()
  await lane.core.supervisor.stopNow()
  await lane.core.supervisor.settled()
  await lane.core.runs.cancel({ id: run.id, reason: 'enough' })
  expect((await lane.run(run.id)).row.phase).toBe('canceled')
  await lane.core.supervisor.start()
  await lane.lane({ dead: 1, pending: 0, active: 0 })
  expect(await lane.lines('hanging')).toHaveLength(1)
})
