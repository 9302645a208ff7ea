import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type TestHome, until } from '../../testing/homes/test-home'
import {
  begun,
  decision,
  flow,
  inPhase,
  lane,
  openGate,
  putOrchestrator,
  review,
  rows,
  run,
  send,
  task,
  type WorkflowHomeOptions,
  workflowHome,
} from '../../testing/homes/test-workflows'
import type { Core } from './core'

const built = (retries: number): WorkflowHomeOptions => ({
  workflows: [
    flow('build', [
      task('make', { prompt: 'Make {{inputs.user_prompt}}. Feedback: <{{state.check_feedback}}>' }),
      review('check', 'done', 'make', { limits: { max_retries: retries } }),
    ]),
  ],
})

/** Rejects until the file `enough` is in the home. */
const strict = `if (stepId === 'make') writeFileSync(join(home, 'make-' + attempt), prompt)
  done(existsSync(join(home, 'enough')) ? {} : { decision: 'reject', feedback: 'not yet, ' + attempt })`

async function begin(home: TestHome, sent: object = { message: 'the door' }): Promise<Core> {
  const core = await home.open()
  await core.supervisor.start()
  await send(home, sent)
  return core
}

describe('a review', () => {
  test('that rejects twice sends its feedback back each time, then lets the work through', async () => {
    const agent = `if (stepId === 'make') writeFileSync(join(home, 'make-' + attempt), prompt)
      done(attempt < 3 ? { decision: 'Reject.\\n', feedback: 'not yet, ' + attempt } : { decision: 'APPROVE' })`
    await using home = await workflowHome({ ...built(3), agent })
    const core = await begin(home)
    await lane(core, { completed: 1 })
    expect(begun(home)).toEqual(['make 1', 'check 1', 'make 2', 'check 2', 'make 3', 'check 3'])
    const told = await Promise.all([1, 2, 3].map((at) => readFile(join(home.root, `make-${at}`), 'utf8')))
    expect(told.map((prompt) => /Feedback: <(.*)>/.exec(prompt)?.[1])).toEqual(['', 'not yet, 1', 'not yet, 2'])
    const { steps } = await run(core, inPhase('succeeded'))
    expect(steps[1]?.attempts.map((attempt) => attempt.decision)).toEqual(['reject', 'reject', 'approve'])
  })

  test.each([
    ['again', 1, ['make 1', 'check 1', 'make 2', 'check 2', 'make 3', 'check 3'], 'completed', 'succeeded'],
    ['as it is', 2, ['make 1', 'check 1', 'make 2', 'check 2'], 'completed', 'succeeded'],
    ['not at all', 3, ['make 1', 'check 1', 'make 2', 'check 2'], 'dead', 'canceled'],
  ] as const)(
    'that keeps rejecting asks, and the work goes on %s as is decided',
    async (_how, option, starts, column, phase) => {
      await using home = await workflowHome({ ...built(1), agent: strict })
      const core = await begin(home)
      const asked = await decision(core)
      expect(asked).toMatchObject({ kind: 'review_loop', stepId: 'check', workflow: 'build', lane: 'queue' })
      expect(asked.question).toContain('check rejected 2 times in a row')
      expect(core.boardNow().runs).toEqual({ queued: 0, running: 0, waiting: 1 })
      await openGate(home, 'enough')
      await core.decisions.resolve({ id: asked.id, option, text: 'mind the edges', by: 'panel' })
      await lane(core, { [column]: 1, active: 0 })
      expect(begun(home)).toEqual(starts)
      const { row } = await run(core, inPhase(phase))
      expect(core.boardNow()).toMatchObject({ decisions: [], runs: { queued: 0, running: 0, waiting: 0 } })
      if (option === 1) expect(await readFile(join(home.root, 'make-3'), 'utf8')).toContain('mind the edges')
      if (option === 3) expect(row.reason).toBe('mind the edges')
      expect(await home.answers()).toHaveLength(1)
    },
  )
})

test('an agent that asks waits for its answer, and is told it', async () => {
  const agent = `if (attempt === 1) block({ status: 'blocked', summary: 'stuck', question: 'Which colour?' })
    else { writeFileSync(join(home, 'told'), prompt); done() }`
  await using home = await workflowHome({ workflows: [flow('paint', [task('paint')])], agent })
  const core = await begin(home)
  const asked = await decision(core)
  expect(asked).toMatchObject({ kind: 'asked', stepId: 'paint' })
  expect(asked.question).toContain('Which colour?')
  expect(core.boardNow().decisions).toMatchObject([{ id: asked.id, kind: 'asked', lane: 'queue' }])
  await core.decisions.resolve({ id: asked.id, option: 1, text: 'Blue.', by: 'panel' })
  await lane(core, { completed: 1 })
  expect(await readFile(join(home.root, 'told'), 'utf8')).toContain('says:\nBlue.')
})

test('a run that takes longer than it may asks, and is given as much time again', async () => {
  const agent = `if (!existsSync(join(home, 'fast'))) await gate('never')
    done()`
  const steps = [task('make', { limits: { max_retries: 5 } })]
  const workflows = [flow('build', steps, { limits: { run_timeout_seconds: 1 } })]
  await using home = await workflowHome({ workflows, agent })
  const core = await begin(home)
  const asked = await decision(core)
  expect(asked).toMatchObject({ kind: 'timed_out', stepId: 'make' })
  expect(begun(home)).toEqual(['make 1'])
  await openGate(home, 'fast')
  await core.decisions.resolve({ id: asked.id, option: 1, text: '', by: 'cli' })
  await lane(core, { completed: 1 })
})

test('no step may take longer than the longest that the orchestrator lets a step take', async () => {
  const steps = [task('make', { limits: { timeout_seconds: 600, max_retries: 0 }, when_spent: 'fail' })]
  const orchestrator = { workflow_orchestration: { max_step_timeout_seconds: 1 } }
  await using home = await workflowHome({
    workflows: [flow('build', steps)],
    orchestrator,
    agent: 'await gate("never")',
  })
  const core = await begin(home)
  await lane(core, { dead: 1 })
  expect((await run(core, inPhase('failed'))).row.reason).toContain('1 second')
})

test('a run whose agent was taken out of the settings asks, and goes on once these are mended', async () => {
  const agent = 'if (stepId === "make") await gate("go"); done()'
  const whole: WorkflowHomeOptions = {
    workflows: [flow('build', [task('make'), task('paint', { agent: 'painter' })])],
    agents: { painter: { provider: 'scripted' } },
  }
  await using home = await workflowHome({ ...whole, agent })
  const core = await begin(home)
  await home.untilLines('begun', 1)
  await putOrchestrator(home, { workflows: [flow('build', [task('make')])] })
  const edited = await until(core, ({ settingsReadAt }) => settingsReadAt != null)
  await openGate(home, 'go')
  const asked = await decision(core)
  expect(asked).toMatchObject({
    kind: 'spent',
    stepId: 'paint',
    lastError: expect.stringContaining('no agent "painter"'),
  })
  await putOrchestrator(home, whole)
  await until(core, ({ settingsReadAt }) => settingsReadAt !== edited.settingsReadAt)
  await core.decisions.resolve({ id: asked.id, option: 1, text: '', by: 'panel' })
  await lane(core, { completed: 1 })
  expect(begun(home)).toEqual(['make 1', 'paint 2'])
})

describe('an attempt fails, and the next one is told why, when its agent', () => {
  const wrongs: readonly (readonly [string, string, string])[] = [
    ['writes no output', 'block({ status: "complete", summary: "" })', '"result" was not written'],
    ['writes an empty output', 'done({ result: " \\n" })', '"result" is empty'],
    [
      'writes its output elsewhere and links to it',
      `const [path] = Object.values(outputPaths)
       writeFileSync(join(home, 'elsewhere'), 'secret'); symlinkSync(join(home, 'elsewhere'), path)
       block({ status: 'complete', summary: '' })`,
      'leads out of its folder',
    ],
    [
      'puts a link to another folder in place of its outputs',
      `const [path] = Object.values(outputPaths)
       rmSync(dirname(path), { recursive: true }); mkdirSync(join(home, 'other'), { recursive: true })
       writeFileSync(join(home, 'other', 'make.txt'), 'secret'); symlinkSync(join(home, 'other'), dirname(path))
       block({ status: 'complete', summary: '' })`,
      'leads out of its folder',
    ],
    [
      'makes a folder of its output',
      'mkdirSync(Object.values(outputPaths)[0]); block({ status: "complete", summary: "" })',
      'not a regular file',
    ],
    ['says that it failed', 'block({ status: "failed", summary: "no nails" })', 'no nails'],
    ['ends with an exit code', 'fail("it broke")', 'it broke'],
    ['is killed', 'process.kill(process.pid, "SIGKILL"); await gate("never")', 'SIGKILL'],
  ]
  test.each(wrongs)('%s', async (_what, wrong, why) => {
    const agent = `if (attempt === 1) { ${wrong} } else { writeFileSync(join(home, 'told'), prompt); done() }`
    await using home = await workflowHome({ workflows: [flow('build', [task('make')])], agent })
    const core = await begin(home)
    await lane(core, { completed: 1 })
    const { steps } = await run(core, inPhase('succeeded'))
    expect(steps[0]?.attempts).toMatchObject([
      { state: 'failed', reason: expect.stringContaining(why) },
      { state: 'succeeded' },
    ])
    const told = await readFile(join(home.root, 'told'), 'utf8')
    expect(told).toContain(why)
    // It is not led to write its outputs to where the failed attempt's belonged.
    expect(told).not.toContain('/attempts/1/')
    expect(begun(home)).toEqual(['make 1', 'make 2'])
  })

  test('and the last one asks with what was tried', async () => {
    await using home = await workflowHome({ workflows: [flow('build', [task('make')])], agent: 'fail("it broke")' })
    const core = await begin(home)
    const asked = await decision(core)
    expect(asked).toMatchObject({ kind: 'spent', lastError: expect.stringContaining('it broke') })
    expect(asked.tried).toHaveLength(2)
    for (const { path } of asked.evidence) expect(await readFile(path, 'utf8')).not.toBe('')
    expect(await rows(core)).toMatchObject([{ phase: 'waiting', decisionId: asked.id }])
    await core.decisions.resolve({ id: asked.id, option: 2, text: '', by: 'panel' })
    await lane(core, { completed: 1 })
  })
})
