import { describe, expect, test } from 'vitest'
import { until } from '../../testing/homes/test-home'
import {
  begun,
  counts,
  decision,
  flow,
  inPhase,
  lane,
  openGate,
  putConfig,
  rows,
  run,
  scriptedCoder,
  send,
  task,
  type WorkflowHomeOptions,
  workflowHome,
} from '../../testing/homes/test-workflows'

const pair = flow('pair', [task('cut'), task('fit', { agent: 'other' })])
const broken: WorkflowHomeOptions = {
  workflows: [pair, flow('quick', [task('quick')])],
  orchestrator: { default_workflow: 'quick' },
  agent: `if (stepId === 'select') choose(context.userMessage === 'pair' ? 'pair' : 'quick')
    else if (provider === 'second' && !existsSync(join(home, 'well'))) fail('boom')
    else done()`,
  config: { breaker: { failures: 1, probe_seconds: 600 } },
}

const gateOf = (core: Parameters<typeof until>[0], name: string) =>
  core.boardNow().providers.find((card) => card.name === name)?.gate

describe('a workflow of two providers', () => {
  test('waits in line at its step while the second one may not be asked, and lets other items pass', async () => {
    await using home = await workflowHome(broken)
    const core = await home.open()
    await core.supervisor.start()
    await send(home, { message: 'pair' })
    await until(core, () => gateOf(core, 'second')?.state === 'open' && counts(core).pending === 1)
    await send(home, { message: 'pair' })
    await until(core, () => counts(core).pending === 2 && begun(home).filter((line) => line === 'cut 1').length === 2)
    for (let count = 0; count < 3; count++) await send(home, { message: 'quick' })
    await lane(core, { completed: 3, pending: 2, active: 0 })
    expect(begun(home).filter((line) => line.startsWith('fit'))).toEqual(['fit 1'])
    expect((await home.files('incoming')).join(' ')).not.toContain('~a')
    expect((await rows(core)).filter(({ workflow }) => workflow === 'pair')).toMatchObject([
      { phase: 'running', step: 'fit' },
      { phase: 'running', step: 'fit' },
    ])
    await openGate(home, 'well')
    core.providers.resume({ name: 'second' })
    await lane(core, { completed: 5, pending: 0 })
    expect(begun(home).filter((line) => line === 'cut 1')).toHaveLength(2)
    expect(begun(home).filter((line) => line.startsWith('select'))).toHaveLength(5)
    const states = await Promise.all(
      (await rows(core))
        .filter(({ workflow }) => workflow === 'pair')
        .map(async ({ id }) =>
          (await run(core, inPhase('succeeded'), id)).steps[1]?.attempts.map(({ state }) => state),
        ),
    )
    // An attempt that a provider's trouble ended is none of the step's.
    expect(states).toContainEqual(['succeeded'])
    expect(states).toContainEqual(['interrupted', 'succeeded'])
  })

  test('that waits for its second provider goes on at its step after a restart', async () => {
    await using home = await workflowHome(broken)
    const first = await home.open()
    await first.supervisor.start()
    await send(home, { message: 'pair' })
    await until(first, () => gateOf(first, 'second')?.state === 'open' && counts(first).pending === 1)
    await send(home, { message: 'pair' })
    await until(first, () => counts(first).pending === 2 && begun(home).filter((line) => line === 'cut 1').length === 2)
    await home.close(first)
    await openGate(home, 'well')
    const core = await home.open()
    await core.supervisor.start()
    // The first one has a time of its own, set when its provider failed.
    await lane(core, { completed: 1, pending: 1 })
    expect(begun(home).slice(5)).toEqual(['fit 1'])
  })

  test('that is canceled while it waits for its second provider ends all the same', async () => {
    await using home = await workflowHome(broken)
    const core = await home.open()
    await core.supervisor.start()
    await send(home, { message: 'pair' })
    await until(core, () => gateOf(core, 'second')?.state === 'open' && counts(core).pending === 1)
    const [{ id = '' } = {}] = await rows(core)
    await core.runs.cancel({ id, reason: 'not needed' })
    await run(core, inPhase('canceled'), id)
    await lane(core, { dead: 1, pending: 0 })
    expect((await home.answers())[0]?.message).toContain('not needed')
  })

  test('never has more of the second at work than it may, however many items come to it', async () => {
    const agent = `if (stepId === 'fit') {
        note('fits', 'in')
        await gate('all')
        note('fits', 'out')
      }
      done()`
    await using home = await workflowHome({ workflows: [pair], agent, config: { limits: { max_concurrent: 4 } } })
    const provider = (name: string, more = {}): object => ({
      kind: 'command',
      argv: ['node', `${home.root}/workflow-agent.mjs`, '{context_file}', name],
      ...more,
    })
    const providers = { scripted: provider('scripted'), second: provider('second', { max_concurrent: 1 }) }
    await putConfig(home, { providers, limits: { max_concurrent: 4 } })
    const core = await home.open()
    await core.supervisor.start()
    for (let count = 0; count < 4; count++) await send(home)
    // All have come to their second step, and one of them is in it.
    await until(core, () => begun(home).filter((line) => line === 'cut 1').length === 4)
    await home.untilLines('fits', 1)
    await openGate(home, 'all')
    await lane(core, { completed: 4 })
    expect(begun(home, 'fits')).toEqual(['in', 'out', 'in', 'out', 'in', 'out', 'in', 'out'])
  })
})

describe('a run that costs', () => {
  const three = flow('mend', [task('first'), task('then'), task('last')])
  const claudes = {
    router: { provider: 'anthropic', can_orchestrate_workflows: true },
    worker: { provider: 'anthropic' },
  }

  test('more than an item may asks, and goes on once the cap is raised and it is let', async () => {
    await using home = await workflowHome({ workflows: [three], orchestrator: { agents: claudes } })
    const providers = { anthropic: await scriptedCoder(home) }
    await putConfig(home, { providers, spend: { item_usd: 0.015 } })
    const core = await home.open()
    await core.supervisor.start()
    await send(home)
    const asked = await decision(core)
    expect(asked).toMatchObject({ kind: 'over_budget', stepId: 'last' })
    expect(begun(home, 'told')).toHaveLength(2)
    expect((await rows(core))[0]?.costUsd).toBeCloseTo(0.02)
    await putConfig(home, { providers, spend: { item_usd: 1 } })
    await until(core, ({ settingsReadAt }) => settingsReadAt != null)
    await core.decisions.resolve({ id: asked.id, option: 1, text: '', by: 'panel' })
    await lane(core, { completed: 1 })
    expect(begun(home, 'told')).toHaveLength(3)
  })

  test('more than its workflow may asks, and is granted as much again', async () => {
    const workflows = [{ ...three, limits: { max_usd: 0.015 } }]
    await using home = await workflowHome({ workflows, orchestrator: { agents: claudes } })
    await putConfig(home, { providers: { anthropic: await scriptedCoder(home) } })
    const core = await home.open()
    await core.supervisor.start()
    await send(home)
    const asked = await decision(core)
    expect(asked).toMatchObject({ kind: 'over_budget', stepId: 'last' })
    expect(asked.question).toContain('$0.02')
    await core.decisions.resolve({ id: asked.id, option: 1, text: '', by: 'panel' })
    await lane(core, { completed: 1 })
    expect((await rows(core))[0]?.costUsd).toBeCloseTo(0.03)
  })
})

describe('a run that goes in circles', () => {
  const circle = flow('circle', [task('a', { next: 'b' }), task('b', { next: 'a', on_fail: 'done' })])

  test.each([
    ['the very same output', 'done({ result: "the very same" })', 'a gave the very same outputs 3 times in a row', 5],
    [
      'ever other outputs',
      'note("n", "x"); done({ result: readFileSync(join(home, "n"), "utf8") })',
      'has made 6 attempts',
      6,
    ],
  ])('with %s asks', async (_what, agent, question, starts) => {
    const orchestrator = { workflow_orchestration: { max_same_output: 3, max_total_iterations: 6 } }
    await using home = await workflowHome({ workflows: [circle], agent, orchestrator })
    const core = await home.open()
    await core.supervisor.start()
    await send(home)
    const asked = await decision(core)
    expect(asked).toMatchObject({ kind: 'no_progress' })
    expect(asked.question).toContain(question)
    expect(begun(home)).toHaveLength(starts)
    await core.decisions.resolve({ id: asked.id, option: 3, text: '', by: 'panel' })
    await lane(core, { dead: 1, active: 0 })
  })
})
