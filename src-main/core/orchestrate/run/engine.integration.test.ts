import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { agentFor } from '../../../testing/runs/test-effective'
import { TestRuns } from '../../../testing/runs/test-runs'

const task = (id: string, agent: string, more: object = {}): object => ({
  id,
  type: 'agent_task',
  agent: agentFor(agent),
  prompt: `Do ${id}: {{inputs.user_prompt}}`,
  outputs: ['result'],
  output_files: { result: 'out/{{workflow.step_id}}-{{workflow.attempt}}.txt' },
  ...more,
})
const review = (id: string, agent: string, on_approve: string, on_reject: string, more: object = {}): object => ({
  ...task(id, agent),
  type: 'agent_review',
  outputs: ['decision', 'feedback'],
  output_files: { decision: 'decision.txt', feedback: 'feedback.md' },
  on_approve,
  on_reject,
  ...more,
})
const flow = (steps: object[], more: object = {}): object => ({ id: 'w', inputs: ['user_prompt'], steps, ...more })

test('a message starts a run that goes through its steps and answers with the last output', async () => {
  const steps = [task('plan', 'write'), task('build', 'write', { prompt: 'Build {{steps.plan.outputs.result}}.' })]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('paint it')
  const { id } = await world.phase('succeeded')
  const [answer] = await world.until(async () => ((await world.answers()).length > 0 ? world.answers() : null))
  expect(answer).toMatchObject({ message: 'result of build, attempt 1', workflowRunId: id })
  const detail = await world.detail(id)
  expect(world.begun(detail)).toEqual(['plan 1', 'build 1'])
  expect(detail.steps[1]?.attempts[0]).toMatchObject({ state: 'succeeded', summary: 'build done' })
  const prompt = await readFile(join(detail.path, 'steps/build/attempts/1/prompt.md'), 'utf8')
  expect(prompt).toContain('Build result of plan, attempt 1.')
  expect(prompt).toContain('[workflow_result]')
  expect(prompt).toContain(join(detail.path, 'steps/build/attempts/1/outputs/out/build-1.txt'))
  expect(detail.log.map(({ kind }) => kind)).toContain('attempt_succeeded')
  await world.until(() => world.count('queue', 'completed') === 1)
  await world.until(() => world.slots.active === 0)
  expect(world.faults).toEqual([])
})

test('a review sends the work back with its feedback until it approves', async () => {
  const steps = [
    task('build', 'write', { prompt: 'Build. Feedback: <{{state.check_feedback}}>' }),
    review('check', 'reject:2', 'done', 'build', { limits: { max_retries: 3 } }),
  ]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('paint it')
  const { id } = await world.phase('succeeded')
  const detail = await world.detail(id)
  expect(world.begun(detail)).toEqual(['build 1', 'check 1', 'build 2', 'check 2', 'build 3', 'check 3'])
  const promptOf = (attempt: number) => readFile(join(detail.path, `steps/build/attempts/${attempt}/prompt.md`), 'utf8')
  expect(await promptOf(1)).toContain('Feedback: <>')
  expect(await promptOf(3)).toContain('Feedback: <not yet, 2>')
  expect(detail.steps[1]?.attempts.map(({ decision }) => decision)).toEqual(['reject', 'reject', 'approve'])
})

test('a review that keeps rejecting asks, and the decision goes on with what the person says', async () => {
  const steps = [
    task('build', 'echo', { outputs: ['prompt'], output_files: { prompt: 'p.txt' } }),
    review('check', 'reject:2', 'done', 'build'),
  ]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('paint it')
  const decision = await world.decision()
  expect(decision).toMatchObject({ kind: 'review_loop', stepId: 'check', workflow: 'w', lane: 'queue' })
  expect(decision.tried).toHaveLength(2)
  expect(decision.evidence.map(({ label }) => label)).toContain('Answer of check, attempt 2')
  await world.until(() => world.lanes.get('queue')?.parked() === 1 && world.slots.active === 0)
  expect(world.runs.cards).toMatchObject([{ id: decision.id, kind: 'review_loop' }])
  await world.runs.decisionCalls.resolve({ id: decision.id, option: 1, text: 'mind the edges', by: 'panel' })
  const { id } = await world.phase('succeeded')
  const { path } = await world.detail(id)
  expect(await readFile(join(path, 'steps/build/attempts/3/prompt.md'), 'utf8')).toContain('mind the edges')
  expect(world.runs.cards).toEqual([])
  await world.until(() => world.count('queue', 'completed') === 1)
})

test.each([
  ['outside', 'leads out of its folder'],
  ['nothing', 'was not written'],
  ['blank', 'is empty'],
  ['fails', 'it cannot be done'],
  ['crashes', 'it crashed'],
])(
  'an agent that "%s" has failed, the next attempt is told why, and a person is asked once they are spent',
  async (behaviour, why) => {
    await using world = await TestRuns.open({ workflows: [flow([task('build', behaviour)])] })
    await world.begin()
    await world.send('paint it')
    const decision = await world.decision()
    expect(decision).toMatchObject({ kind: 'spent', stepId: 'build', lastError: expect.stringContaining(why) })
    const { path, steps } = await world.detail(decision.runId ?? '')
    expect(steps[0]?.attempts.map(({ state }) => state)).toEqual(['failed', 'failed'])
    expect(await readFile(join(path, 'steps/build/attempts/2/prompt.md'), 'utf8')).toContain(why)
  },
)

test('a person is asked about an agent that did its work without its word and cannot be asked again, and it is made once', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('build', 'silent')])] })
  await world.begin()
  await world.send('paint it')
  const decision = await world.decision()
  expect(decision).toMatchObject({ kind: 'silent', stepId: 'build' })
  expect(decision.question).toContain('The answer holds no [workflow_result] block.')
  const { path, steps } = await world.detail(decision.runId ?? '')
  expect(steps[0]?.attempts.map(({ state }) => state)).toEqual(['failed'])
  expect(world.begun({ path })).toEqual(['build 1'])
})

test('a review whose decision is neither word has failed', async () => {
  await using world = await TestRuns.open({ workflows: [flow([review('check', 'undecided', 'done', 'check')])] })
  await world.begin()
  await world.send('paint it')
  expect((await world.decision()).lastError).toContain('approve or reject')
})

test('an agent that takes too long is ended, its process with it', async () => {
  const steps = [task('build', 'sleeps', { limits: { timeout_seconds: 1, max_retries: 0 }, when_spent: 'fail' })]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('paint it')
  const row = await world.phase('failed')
  expect(row.reason).toContain('did not finish within 1 seconds')
  const { path } = await world.detail(row.id)
  const pid = Number(await readFile(join(path, 'asleep'), 'utf8'))
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  await world.until(() => world.count('queue', 'dead') === 1)
})

test('an agent that asks is answered', async () => {
  const steps = [task('build', 'asks', { outputs: ['prompt'], output_files: { prompt: 'p.txt' } })]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('paint it')
  const decision = await world.decision()
  expect(decision).toMatchObject({ kind: 'asked', question: 'w in "build": Which colour?' })
  const run = await world.until(() => world.runs.get(decision.runId ?? ''))
  const told = { channel: 'panel', sender: 'ann', message: 'Blue, please', timestamp: 1, messageId: 'x' }
  expect(await world.runs.told(run, told)).toBe('Decided: Answer, and let the agent go on.')
  const { id } = await world.phase('succeeded')
  const { path } = await world.detail(id)
  expect(await readFile(join(path, 'steps/build/attempts/2/prompt.md'), 'utf8')).toContain('Blue, please')
})

test('a run that goes on without getting anywhere asks', async () => {
  const steps = [task('a', 'same', { next: 'b' }), task('b', 'write', { next: 'a' })]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('paint it')
  expect(await world.decision()).toMatchObject({ kind: 'no_progress', stepId: 'a' })
})

test('what a template names and nothing stands for fails the step at once, and names it', async () => {
  const steps = [task('build', 'write', { prompt: 'Use {{inputs.colour}}.' })]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('paint it')
  const { lastError, tried } = await world.decision()
  expect(lastError).toBe('Nothing stands for {{inputs.colour}} in step "build".')
  expect(tried).toHaveLength(1)
})

test('a shell step answers with its stdout, takes its values as words, and fails by its exit code', async () => {
  const steps = [
    { id: 'say', type: 'shell', run: 'echo said {{inputs.word}}; pwd; touch here' },
    { id: 'quiet', type: 'shell', run: 'test "$(cat {{workflow.run_workspace}}/x 2>/dev/null)" = ""', next: 'done' },
  ]
  await using world = await TestRuns.open({ pipeline: { id: 'p', inputs: ['word'], steps } })
  await world.begin()
  await world.send("$(rm -rf /); 'x'", {}, 'jobs')
  const { id } = await world.phase('succeeded')
  const detail = await world.detail(id)
  const answer = await readFile(join(detail.path, 'steps/say/attempts/1/answer.txt'), 'utf8')
  expect(answer).toBe(`said $(rm -rf /); 'x'\n${join(world.paths.lanes, 'jobs', 'workspace')}\n`)
  expect(detail.steps[0]?.attempts[0]?.invocationId).not.toBeNull()
  await world.until(() => world.count('jobs', 'completed') === 1)
})

test('only shared workspaces that are granted are given to an agent', async () => {
  await using world = await TestRuns.open({ workflows: [flow([task('build', 'write')])] })
  const given: (readonly string[])[] = []
  const { preparedAttempt } = await import('./make-attempt')
  const granted = join(world.root, 'granted')
  await writeFile(granted, '')
  world.edit({
    settings: {
      shared_workspaces: { docs: granted, keys: join(world.root, 'keys') },
      orchestrators: { main: { shared_access: ['docs'] } },
    },
  })
  await world.begin()
  await world.send('x')
  const { id } = await world.phase('succeeded')
  const run = await world.runs.get(id)
  const [step] = run?.workflow.steps ?? []
  if (run === null || step === undefined) throw new Error('no run')
  const effective = world.effective
  const prepared = await preparedAttempt(run, step, 9, {
    effective,
    invoke: async ({ writable = [] }) => {
      given.push(writable)
      return { kind: 'interrupted' }
    },
    shell: world.shell,
  })
  if (!prepared.ok) throw new Error(prepared.sentence)
  const item = { message: { channel: '', sender: '', message: '', timestamp: 1, messageId: '1' } }
  await prepared.make({
    item: { ...world.someItem, ...item },
    working: () => {},
    begins: async () => {},
    signal: new AbortController().signal,
  })
  expect(given[0]).toContain(granted)
  expect(given[0]).not.toContain(join(world.root, 'keys'))
})

test('an output that may be left out is an empty text to the steps that name it, and is not sent along', async () => {
  const some = { outputs: ['result', 'extra?'], output_files: { result: 'r.txt', extra: 'e.txt' } }
  const naming = { prompt: 'Build {{steps.plan.outputs.result}}<{{steps.plan.outputs.extra}}><{{state.plan_extra}}>' }
  const steps = [
    task('plan', 'partly', some),
    { id: 'print', type: 'shell', run: 'printf "<%s>" {{steps.plan.outputs.extra}} > {{workflow.output_paths.out}}' },
    task('build', 'partly', { ...naming, ...some }),
  ]
  const shell = { outputs: ['out'], output_files: { out: 'o.txt' } }
  await using world = await TestRuns.open({
    workflows: [flow(steps.map((step) => ('run' in step ? { ...step, ...shell } : step)))],
  })
  await world.begin()
  await world.send('paint it')
  const { id } = await world.phase('succeeded')
  const detail = await world.detail(id)
  expect(await readFile(join(detail.path, 'steps/print/attempts/1/outputs/o.txt'), 'utf8')).toBe('<>')
  const prompt = await readFile(join(detail.path, 'steps/build/attempts/1/prompt.md'), 'utf8')
  expect(prompt).toContain('Build result of plan, attempt 1<><>')
  expect(prompt).toMatch(/- extra \(may be left out\): .*e\.txt/)
  const [answer] = await world.until(async () => ((await world.answers()).length > 0 ? world.answers() : null))
  expect(answer).toMatchObject({ message: 'result of build, attempt 1' })
  expect(answer?.files ?? []).toEqual([])
})

test('an output that must be there fails its attempt, and so does one that leads out though it could be left out', async () => {
  const some = { outputs: ['result', 'extra?'], output_files: { result: 'r.txt', extra: 'e.txt' } }
  for (const behaviour of ['nothing', 'outside_extra']) {
    await using world = await TestRuns.open({
      workflows: [flow([task('plan', behaviour, { ...some, when_spent: 'fail' })])],
      limits: { default_max_retries: 0 },
    })
    await world.begin()
    await world.send('paint it')
    const detail = await world.detail((await world.phase('failed')).id)
    const reason = detail.steps[0]?.attempts[0]?.reason ?? ''
    expect(reason).toContain(behaviour === 'nothing' ? '"result" was not written' : '"extra" leads out')
    expect(reason).not.toContain(behaviour === 'nothing' ? 'extra' : 'result')
  }
})

test('a step that is called "done" is gone to by that name, and ends the run when it has ended', async () => {
  const steps = [task('build', 'write', { next: 'done' }), task('never', 'write'), task('done', 'write')]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('paint it')
  const detail = await world.detail((await world.phase('succeeded')).id)
  expect(world.begun(detail)).toEqual(['build 1', 'done 1'])
})
