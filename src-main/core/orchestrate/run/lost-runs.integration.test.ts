import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { agentFor } from '../../../testing/runs/test-effective'
import { TestRuns } from '../../../testing/runs/test-runs'
import { discard } from '../../lane/operator-moves'

const task = (id: string, agent: string, more: object = {}): object => ({
  id,
  type: 'agent_task',
  agent: agentFor(agent),
  prompt: 'Do it.',
  outputs: ['result'],
  output_files: { result: 'r.txt' },
  limits: { max_retries: 0 },
  ...more,
})
const flow = (steps: object[], more: object = {}): object => ({ id: 'w', inputs: ['user_prompt'], steps, ...more })

/** A home whose one item waits for a person, and its run's folder; nobody works on it any more. */
async function waiting(): Promise<{ world: TestRuns; path: string; decision: string }> {
  const world = await TestRuns.open({ workflows: [flow([task('a', 'fails:1')])] })
  await world.begin()
  await world.send('x')
  const { id } = await world.decision()
  await world.until(() => world.lanes.get('queue')?.parked() === 1)
  const [row] = await world.rows()
  const { path } = await world.detail(row?.id ?? '')
  await world.end()
  return { world, path, decision: id }
}

test('an item that waits for a person is buried, with why, when its run is gone', async () => {
  const { world: first, path } = await waiting()
  await rm(path, { recursive: true })
  await using world = await first.reopened()
  await world.runs.upkeep()
  await world.runs.upkeep()
  await world.until(() => world.count('queue', 'dead') === 1)
  expect(world.lanes.get('queue')?.parked()).toBe(0)
  expect(world.runs.cards).toEqual([])
})

test('an item that waits for a person is buried when its run cannot be read and the question is answered', async () => {
  const { world: first, path, decision } = await waiting()
  await writeFile(join(path, 'run.json'), '{')
  await using world = await first.reopened()
  await world.runs.upkeep()
  await world.runs.upkeep()
  expect(world.count('queue', 'dead')).toBe(0)
  await world.runs.decisionCalls.resolve({ id: decision, option: 1, text: '', by: 'cli' })
  await world.runs.upkeep()
  await world.runs.upkeep()
  await world.until(() => world.count('queue', 'dead') === 1)
})

test.each(['gone', 'broken'])('a person is asked again whose decision is %s', async (how) => {
  const { world: first, decision } = await waiting()
  const file = join(first.paths.decisions, `${decision}.json`)
  await (how === 'gone' ? rm(file) : writeFile(file, '{'))
  await using world = await first.reopened()
  expect(world.runs.cards).toEqual([])
  await world.runs.upkeep()
  await world.begin()
  expect(await world.decision()).toMatchObject({ id: decision })
  await world.until(() => world.lanes.get('queue')?.parked() === 1)
  await world.runs.decisionCalls.resolve({ id: decision, option: 1, text: '', by: 'cli' })
  await world.phase('succeeded')
  await world.until(() => world.count('queue', 'completed') === 1)
})

test('a run whose folder is taken away while it works is canceled all the same', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'sleeps')])] })
  await world.begin()
  await world.send('x')
  const { id } = await world.phase('running')
  const { path } = await world.detail(id)
  await world.until(() => readFile(join(path, 'asleep'), 'utf8').catch(() => null))
  await rm(path, { recursive: true })
  await world.runs.calls.cancel(id, 'enough')
  expect(await world.phase('canceled')).toMatchObject({ id, reason: 'enough' })
  await world.until(() => world.count('queue', 'dead') === 1)
  await world.until(async () => (await world.runs.get(id))?.settled)
})

test('a run whose folder is taken away between two steps goes on', async () => {
  const steps = [task('a', 'fails:1'), task('b', 'write')]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('x')
  const { id, runId } = await world.decision()
  await world.until(() => world.lanes.get('queue')?.parked() === 1)
  await rm((await world.detail(runId ?? '')).path, { recursive: true })
  await world.runs.decisionCalls.resolve({ id, option: 1, text: '', by: 'cli' })
  await world.phase('succeeded')
  await world.until(() => world.count('queue', 'completed') === 1)
})

test('a run whose mark is gone can be canceled in the next life', async () => {
  const { world: first, path } = await waiting()
  const id = path.slice(path.lastIndexOf('/') + 1)
  await rm(join(path, '..', 'open', id))
  await using world = await first.reopened()
  await world.runs.calls.cancel(id, 'enough')
  expect(await world.phase('canceled')).toMatchObject({ id })
  await world.until(() => world.count('queue', 'dead') === 1)
})

test('a run that waits ends with its orchestrator, also when that comes back before its item is buried', async () => {
  const { world: first } = await waiting()
  const elsewhere = { settings: { orchestrators: { other: {} }, channel_profiles: {} } }
  await using world = await first.reopened(elsewhere)
  expect(await world.rows()).toEqual([])
  await world.until(() => world.runs.cards.length === 0)
  world.edit({ settings: {} })
  await world.runs.settingsChanged()
  await world.runs.upkeep()
  expect(await world.phase('canceled')).toMatchObject({ reason: 'Its run is gone.' })
  await world.until(() => world.count('queue', 'dead') === 1)
  await world.until(() => world.runs.counts.waiting === 0)
})

test('a step that was skipped is not done after all because another needs it', async () => {
  const steps = [task('a', 'fails'), task('b', 'write', { needs: ['a'] }), task('c', 'write', { needs: ['a', 'b'] })]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('x')
  const { id } = await world.decision()
  await world.until(() => world.lanes.get('queue')?.parked() === 1)
  await world.runs.decisionCalls.resolve({ id, option: 2, text: '', by: 'cli' })
  const row = await world.phase('succeeded')
  expect(world.begun(await world.detail(row.id))).toEqual(['a 1', 'b 1', 'c 1'])
})

test('a person goes on with a run whose item was discarded before it began', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'write')])] })
  const { id } = await world.runs.calls.start({ orchestrator: 'main', workflow: 'w', inputs: { user_prompt: 'x' } })
  const lane = world.lanes.get('queue')
  if (lane === undefined) throw new Error('no lane')
  const [file = ''] = await readdir(lane.moves.files.paths.incoming)
  await discard(lane.moves.files, 'incoming', file)
  await world.runs.upkeep()
  await world.runs.upkeep()
  await world.phase('failed')
  await world.runs.calls.retry(id, 'a')
  await world.begin()
  await world.phase('succeeded')
})

test('a message that only names a run is not taken for the one the run is put in line with', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'write')])] })
  const { id } = await world.runs.create({
    source: { kind: 'orchestrator', name: 'main' },
    workspace: join(world.paths.workspaces, 'main'),
    workflow: world.workflow('w'),
    limits: world.limits,
    item: null,
    channel: {},
    inputs: { user_prompt: 'x' },
    title: 'x',
    selection: null,
  })
  await world.begin()
  await world.send('use oak', { workflowRunId: id })
  await world.until(() => world.count('queue', 'completed') === 1)
  expect((await world.rows())[0]).toMatchObject({ id, phase: 'queued' })
  await world.runs.upkeep()
  await world.runs.upkeep()
  await world.phase('succeeded')
  await world.until(() => world.count('queue', 'completed') === 2)
  const messages = (await world.answers()).map(({ message }) => message)
  expect(messages).toContainEqual(expect.stringContaining('Noted for the next attempt.'))
})

test('an item that one run works on is not given to another', async () => {
  const run = '[ -e flag ] && { touch hangs; exec sleep 600; }; touch flag; exit 3'
  const pipeline = { id: 'p', inputs: ['word'], steps: [{ id: 'a', type: 'shell', run, when_spent: 'fail' }] }
  await using world = await TestRuns.open({ pipeline, retries: 1, limits: { default_max_retries: 0 } })
  await world.begin()
  await world.send('x', {}, 'jobs')
  await world.until(() => existsSync(join(world.paths.lanes, 'jobs', 'workspace', 'hangs')))
  const [second, first] = await world.rows()
  await world.end()
  await world.until(() => world.count('jobs', 'pending') === 1)
  await expect(world.runs.calls.retry(first?.id ?? '', 'a')).rejects.toThrow('Another run works on its item.')
  await world.runs.calls.cancel(second?.id ?? '', 'enough')
})
