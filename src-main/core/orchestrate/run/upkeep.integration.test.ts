import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { agentFor } from '../../../testing/runs/test-effective'
import { TestRuns } from '../../../testing/runs/test-runs'
import { Refused } from '../../ground/refused'
import { discard } from '../../lane/operator-moves'
import { closedGate } from '../../provider/gate'

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

test('of twenty answers to one decision the first counts', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'fails:1')])] })
  await world.begin()
  await world.send('x')
  const { id } = await world.decision()
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) =>
      world.runs.decisionCalls.resolve({ id, option: 1, text: `answer ${at}`, by: 'panel' }),
    ),
  )
  const refused = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason)
  expect(refused).toHaveLength(19)
  expect(refused.every((error) => error instanceof Refused && error.refusal.code === 'already_resolved')).toBe(true)
  expect(await world.runs.decisionCalls.show(id)).toMatchObject({ resolution: { choice: 'retry', text: 'answer 0' } })
  await world.phase('succeeded')
  expect(await world.runs.decisionCalls.list({ state: 'resolved', limit: 5 })).toMatchObject([{ id }])
})

test('a run that waits outlives its process, its decision too, and goes on once it is made', async () => {
  await using first = await TestRuns.open({ workflows: [flow([task('a', 'fails:1')])] })
  await first.begin()
  await first.send('x')
  const { id } = await first.decision()
  await first.until(() => first.lanes.get('queue')?.parked() === 1)
  await using world = await first.reopened()
  expect(world.runs.cards).toMatchObject([{ id }])
  expect(world.runs.counts).toEqual({ queued: 0, running: 0, waiting: 1 })
  await world.runs.decisionCalls.resolve({ id, option: 1, text: '', by: 'panel' })
  await world.begin()
  await world.phase('succeeded')
  await world.until(() => world.count('queue', 'completed') === 1)
})

test('an answer that a crash kept from its run is acted on by the next life', async () => {
  await using first = await TestRuns.open({ workflows: [flow([task('a', 'fails:1')])] })
  await first.begin()
  await first.send('x')
  const decision = await first.decision()
  await first.until(() => first.lanes.get('queue')?.parked() === 1)
  await first.end()
  const resolution = { at: 1, by: 'cli', choice: 'retry', text: 'go' }
  await writeFile(join(first.paths.decisions, `${decision.id}.json`), JSON.stringify({ ...decision, resolution }))
  await using world = await first.reopened()
  await world.runs.upkeep()
  await world.begin()
  await world.phase('succeeded')
})

test('a run that a stop interrupted goes on at its step', async () => {
  await using first = await TestRuns.open({ workflows: [flow([task('a', 'write'), task('b', 'sleeps')])] })
  await first.begin()
  await first.send('x')
  await first.until(async () => (await first.rows())[0]?.step === 'b' && (await first.rows())[0]?.phase === 'running')
  const [{ id = '' } = {}] = await first.rows()
  const { path } = await first.detail(id)
  await first.until(() => readFile(join(path, 'asleep'), 'utf8').catch(() => null))
  await using world = await first.reopened()
  await rm(join(path, 'asleep'))
  await world.begin()
  await world.until(() => readFile(join(path, 'asleep'), 'utf8').catch(() => null))
  const detail = await world.detail(id)
  expect(world.begun(detail)).toEqual(['a 1', 'b 1', 'b 2'])
  expect(detail.steps[1]?.attempts.map(({ state }) => state)).toEqual(['interrupted', 'running'])
  await world.runs.calls.cancel(id, 'enough')
})

test('a run whose item is gone fails, and its decision with it', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'fails')])] })
  await world.begin()
  await world.send('x')
  const { id, runId } = await world.decision()
  const lane = world.lanes.get('queue')
  await world.until(() => lane?.parked() === 1)
  const files = lane?.moves.files
  const [file = ''] = await readdir(files?.paths.processing ?? '')
  await rm(join(files?.paths.processing ?? '', file))
  await world.until(() => world.count('queue', 'active') === 0)
  await world.runs.upkeep()
  expect((await world.rows())[0]?.phase).toBe('waiting')
  await world.runs.upkeep()
  expect((await world.rows())[0]).toMatchObject({ id: runId, phase: 'failed', reason: 'Its item is gone.' })
  expect(await world.runs.decisionCalls.show(id)).toMatchObject({ resolution: { by: 'run' } })
  expect(world.runs.counts).toEqual({ queued: 0, running: 0, waiting: 0 })
})

test('a run whose item is dead is not found with it from the moment it fails on, as that may be put back in line', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'sleeps')])] })
  await world.begin()
  await world.send('x')
  const { id, itemId } = await world.phase('running')
  await world.end()
  const files = world.lanes.get('queue')?.moves.files.paths
  const [file = ''] = await readdir(files?.incoming ?? '')
  await rename(join(files?.incoming ?? '', file), join(files?.dead ?? '', file))
  await world.until(() => world.count('queue', 'dead') === 1)
  await world.runs.upkeep()
  const found: (string | undefined)[] = []
  const looking = world.runs.upkeep()
  await world.until(() => {
    const run = world.runs.ofItem({ lane: 'queue', id: itemId ?? '', attempt: 1 })
    found.push(run?.phase)
    return run === null
  })
  await looking
  expect(found).not.toContain('failed')
  expect((await world.rows())[0]).toMatchObject({ id, phase: 'failed', reason: 'Its item is gone.' })
})

test('a run that cannot be read is shown as failed with the reason, and keeps no other from going on', async () => {
  await using first = await TestRuns.open({ workflows: [flow([task('a', 'fails:1')])] })
  await first.begin()
  for (const text of ['one', 'two']) await first.send(text)
  await first.until(() => first.lanes.get('queue')?.parked() === 2)
  const [broken, other] = await first.rows()
  const { path } = await first.detail(broken?.id ?? '')
  await writeFile(join(path, 'run.json'), '{"id":')
  await using world = await first.reopened()
  const rows = await world.rows()
  expect(rows[0]).toMatchObject({ id: broken?.id, phase: 'failed', reason: expect.stringContaining('cannot be read') })
  expect(rows[1]).toMatchObject({ id: other?.id, phase: 'waiting' })
  await world.begin()
  const decisions = await world.runs.decisionCalls.list({ state: 'open', limit: 5 })
  const mine = decisions.find(({ runId }) => runId === other?.id)
  await world.runs.decisionCalls.resolve({ id: mine?.id ?? '', option: 1, text: '', by: 'panel' })
  await world.phase('succeeded', 1)
})

test('a workflow is started by hand with exactly its inputs', async () => {
  await using world = await TestRuns.open({
    workflows: [
      flow([
        task('a', 'echo', { prompt: 'Do {{inputs.user_prompt}}', outputs: ['prompt'], output_files: { prompt: 'p' } }),
      ]),
    ],
  })
  await world.begin()
  const start = (inputs: Record<string, string>) =>
    world.runs.calls.start({ orchestrator: 'main', workflow: 'w', inputs })
  await expect(start({})).rejects.toThrow('It needs the input user_prompt.')
  await expect(start({ user_prompt: 'x', more: 'y' })).rejects.toThrow('It has no input more.')
  const { id } = await start({ user_prompt: 'the door' })
  expect(await world.phase('succeeded')).toMatchObject({ id, title: 'the door', lane: 'queue' })
  await world.until(() => world.count('queue', 'completed') === 1)
  const [answer] = await world.answers()
  expect(answer).toMatchObject({ workflowRunId: id, message: expect.stringContaining('Do the door') })
  expect((await world.detail(id)).selection?.decidedBy).toBe('person')
})

test('a run started by hand whose item a crash kept from the line is put in line by the next look', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'write')])] })
  const run = await world.runs.create({
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
  await world.runs.upkeep()
  await world.runs.upkeep()
  expect(world.count('queue', 'pending')).toBe(1)
  await world.runs.upkeep()
  expect(world.count('queue', 'pending')).toBe(1)
  await world.begin()
  expect(await world.phase('succeeded')).toMatchObject({ id: run.id })
})

test('a person goes on with a run that failed, from one of its steps, and its dead item is back in line', async () => {
  const steps = [task('a', 'write'), task('b', 'fails:1', { when_spent: 'fail' })]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('x')
  const { id } = await world.phase('failed')
  await world.until(() => world.count('queue', 'dead') === 1)
  const detail = await world.until(async () => {
    const shown = await world.detail(id)
    return shown.retryFrom.length > 0 && shown
  })
  expect(detail.retryFrom).toEqual(['a', 'b'])
  await world.until(async () => (await world.runs.get(id))?.settled)
  await world.runs.calls.retry(id, 'b')
  await world.phase('succeeded')
  expect(world.begun(detail)).toEqual(['a 1', 'b 1', 'b 2'])
  await world.until(() => world.count('queue', 'completed') === 1)
  expect(world.count('queue', 'dead')).toBe(0)
})

test('a person goes on with a run that was done, and it is answered anew', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'write'), task('b', 'write')])] })
  await world.begin()
  await world.send('x')
  const { id } = await world.phase('succeeded')
  await world.until(async () => (await world.runs.get(id))?.settled)
  await expect(world.runs.calls.retry(id, 'c')).rejects.toThrow('no step "c"')
  await world.runs.calls.retry(id, 'b')
  await world.until(async () => world.begun(await world.detail(id)).length === 3)
  await world.phase('succeeded')
  await world.until(() => world.count('queue', 'completed') === 2)
  expect((await world.answers()).map(({ workflowRunId }) => workflowRunId)).toEqual([id, id])
})

test('a provider that may not be asked holds the item, and its run waits for it untouched', async () => {
  const gate = () => ({ gate: closedGate, free: true, notBefore: Date.now() + 20 })
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'crashes:1')])], gate })
  await world.begin()
  await world.send('x')
  await world.phase('succeeded')
  const { steps } = await world.detail((await world.rows())[0]?.id ?? '')
  expect(steps[0]?.attempts.map(({ state }) => state)).toEqual(['interrupted', 'succeeded'])
})

test('an item that may cost no more asks', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'write')])], itemHeld: () => 'It cost $5.' })
  await world.begin()
  await world.send('x')
  expect(await world.decision()).toMatchObject({ kind: 'over_budget' })
  await world.runs.calls.cancel((await world.rows())[0]?.id ?? '', 'too dear')
})

test('what is said to a run under way is told its next attempt', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'sleeps'), task('b', 'echo')])] })
  await world.begin()
  await world.send('x')
  const { id } = await world.phase('running')
  await world.until(async () => (await world.detail(id)).steps[0]?.attempts.length === 1)
  const run = await world.until(() => world.runs.get(id))
  const message = { channel: 'panel', sender: 'ann', message: 'use oak', timestamp: 1, messageId: 'y' }
  expect(await world.runs.told(run, message)).toContain('Noted for the next attempt.')
  expect((await world.runs.get(id))?.notes).toMatchObject([{ from: 'ann', text: 'use oak' }])
  await world.runs.calls.cancel(id, 'enough')
  expect(await world.runs.told(run, message)).toContain('The run was canceled: enough')
})

test('the runs are listed newest first, searched and filtered, and old ones are removed', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'write')])] })
  await world.begin()
  for (const text of ['red door', 'blue door', 'blue chair']) {
    await world.send(text)
    await world.until(async () => (await world.rows())[0]?.title === text)
  }
  await world.until(() => world.count('queue', 'completed') === 3)
  await world.until(
    async () => world.runs.counts.running === 0 && (await world.rows()).every(({ phase }) => phase === 'succeeded'),
  )
  expect((await world.rows()).map(({ title }) => title)).toEqual(['blue chair', 'blue door', 'red door'])
  const found = async (phase: 'all' | 'succeeded' | 'failed' | 'open', search: string) => {
    for await (const window of world.runs.calls.window(
      { phase, search, offset: 0, limit: 1 },
      AbortSignal.timeout(5000),
    )) {
      return window
    }
    return null
  }
  expect(await found('succeeded', 'BLUE')).toMatchObject({ total: 2, rows: [{ title: 'blue chair' }] })
  expect(await found('failed', '')).toMatchObject({ total: 0 })
  expect(await found('open', '')).toMatchObject({ total: 0 })
  expect(await world.runs.removeOldRuns(Date.now() - 86_400_000, new AbortController().signal)).toBe(0)
  await world.until(async () =>
    (await Promise.all((await world.rows()).map(({ id }) => world.runs.get(id)))).every((run) => run?.settled),
  )
  expect(await world.runs.removeOldRuns(Date.now() + 86_400_000, new AbortController().signal)).toBe(3)
  expect(await world.rows()).toEqual([])
})

test('the text of an output is shown, and nothing outside its folder', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'outside', { when_spent: 'fail' })])] })
  await world.begin()
  await world.send('x')
  const { id } = await world.phase('failed')
  await expect(world.runs.calls.output(id, 'a', 1, 'result')).rejects.toThrow('left no output')
  await expect(world.runs.calls.output(id, '../../x', 1, 'result')).rejects.toThrow('left no output')
  await expect(world.runs.calls.output('run-nowhere', 'a', 1, 'result')).rejects.toThrow('There is no run')
})

test('a run that is over gives its end to its own attempt at the item, and to no later one', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'fails', { when_spent: 'fail' })])] })
  const message = { channel: 'panel', sender: 'ann', message: 'x', timestamp: 1, messageId: 'm' }
  const item = { ...world.someItem, message }
  const run = await world.runs.create({
    source: { kind: 'orchestrator', name: 'main' },
    workspace: join(world.paths.workspaces, 'main'),
    workflow: world.workflow('w'),
    limits: world.limits,
    item,
    channel: {},
    inputs: { user_prompt: 'x' },
    title: 'x',
    selection: null,
  })
  const finish = () => Promise.reject(new Error('it did not succeed'))
  const work = () => world.runs.work(run, item, new AbortController().signal, () => {}, { finish, retryable: true })
  // The process dies before the item is moved.
  const { after: _, ...ended } = await work()
  expect(ended).toMatchObject({ kind: 'failed', retryable: true, sentence: expect.stringContaining('cannot be done') })
  expect(world.runs.ofItem(item)).toMatchObject({ id: run.id })
  expect(await work()).toMatchObject({ kind: 'failed', sentence: ended.kind === 'failed' ? ended.sentence : '' })
  expect(world.begun(await world.detail(run.id))).toEqual(['a 1'])
  expect(world.runs.ofItem({ ...item, attempt: 2 })).toBeNull()
})

test('a run whose waiting item was discarded is not left behind', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('a', 'sleeps')])] })
  await world.begin()
  await world.send('x')
  const { id } = await world.phase('running')
  await world.end()
  const lane = world.lanes.get('queue')
  const [file = ''] = await world.until(async () => {
    const files = await readdir(lane?.moves.files.paths.incoming ?? '')
    return files.length > 0 && files
  })
  if (lane !== undefined) await discard(lane.moves.files, 'incoming', file)
  await world.until(() => world.count('queue', 'pending') === 0)
  await world.runs.upkeep()
  await world.runs.upkeep()
  expect((await world.detail(id)).row).toMatchObject({ phase: 'failed', reason: 'Its item is gone.' })
})
