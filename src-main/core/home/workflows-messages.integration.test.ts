import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TestHome } from '../../testing/homes/test-home'
import {
  begun,
  decision,
  flow,
  inPhase,
  lane,
  openGate,
  putConfig,
  rows,
  run,
  send,
  task,
  type WorkflowHomeOptions,
  workflowHome,
} from '../../testing/homes/test-workflows'
import type { Core } from './core'

/** A home with one run, made of one message. */
async function withRun(home: TestHome, sent: object = {}): Promise<{ core: Core; id: string }> {
  const core = await home.open()
  await core.supervisor.start()
  await send(home, { message: 'the door', ...sent })
  const { row } = await run(core, inPhase('running'))
  await home.untilLines('begun', 1)
  return { core, id: row.id }
}

const gated: WorkflowHomeOptions = {
  workflows: [flow('mend', [task('cut'), task('fit', { prompt: 'Fit it. {{steps.cut.outputs.result}}' })])],
  agent: 'if (stepId === "cut") await gate("go"); done()',
}

async function newestAnswer(home: TestHome): Promise<string> {
  return (await home.answers()).at(-1)?.message ?? ''
}

describe('a message that names a run', () => {
  test.each(['status', ' PROGRESS ', '/status', '/progress'])(
    'and says "%s" is told its progress while the run is at work, and starts nothing',
    async (words) => {
      await using home = await workflowHome(gated)
      const { core, id } = await withRun(home)
      await send(home, { message: words, workflowRunId: id })
      await lane(core, { completed: 1, active: 1 })
      expect(await newestAnswer(home)).toMatch(/^mend \("the door"\): it is at "cut"; 0 of 2 steps are done\.\n/)
      expect((await home.answers())[0]).toMatchObject({ workflowRunId: id, originalMessage: words })
      expect(begun(home)).toEqual(['cut 1'])
      await openGate(home, 'go')
      await lane(core, { completed: 2 })
      expect(await rows(core)).toHaveLength(1)
    },
  )

  test('and asks for its progress is answered though every slot is taken by what is asked about', async () => {
    await using home = await workflowHome({ ...gated, config: { limits: { max_concurrent: 2 } } })
    const { core, id } = await withRun(home)
    for (let count = 0; count < 3; count++) await send(home, { message: 'status', workflowRunId: id })
    await lane(core, { completed: 3, active: 1 })
    await openGate(home, 'go')
    await lane(core, { completed: 4 })
  })

  test('and asks for its progress is answered while the run waits for a person', async () => {
    const agent = 'attempt === 1 ? block({ status: "blocked", question: "Which colour?" }) : done()'
    await using home = await workflowHome({ workflows: [flow('mend', [task('cut')])], agent })
    const core = await home.open()
    await core.supervisor.start()
    await send(home)
    const { runId } = await decision(core)
    await send(home, { message: 'status', workflowRunId: runId })
    await lane(core, { completed: 1, waiting: 1 })
    expect(await newestAnswer(home)).toContain('it waits for a decision: Which colour?')
  })

  test('and asks for its progress is answered while the provider of the run may not be asked', async () => {
    const agent = `if (stepId === 'cut') done()
      else if (existsSync(join(home, 'well'))) done()
      else fail('boom')`
    await using home = await workflowHome({
      workflows: [flow('mend', [task('cut'), task('fit', { agent: 'other' })])],
      agent,
      config: { breaker: { failures: 1, probe_seconds: 600 } },
    })
    const core = await home.open()
    await core.supervisor.start()
    await send(home, { message: 'the door' })
    await lane(core, { pending: 1, active: 0 })
    const [row] = await rows(core)
    await send(home, { message: 'progress', workflowRunId: row?.id })
    await lane(core, { completed: 1 })
    expect(await newestAnswer(home)).toContain('- cut: done')
    expect(begun(home)).toEqual(['cut 1', 'fit 1'])
    await openGate(home, 'well')
    core.providers.resume({ name: 'second' })
    await lane(core, { completed: 2 })
  })

  test('answers what the run asks', async () => {
    const agent = `if (attempt === 1) block({ status: 'blocked', question: 'Which colour?' })
      else { writeFileSync(join(home, 'told'), prompt); done() }`
    await using home = await workflowHome({ workflows: [flow('mend', [task('cut')])], agent })
    const core = await home.open()
    await core.supervisor.start()
    await send(home)
    const { id, runId } = await decision(core)
    await send(home, { message: 'Blue, please.', workflowRunId: runId })
    await lane(core, { completed: 2 })
    expect(await readFile(join(home.root, 'told'), 'utf8')).toContain('Blue, please.')
    expect(await core.decisions.show({ id })).toMatchObject({ resolution: { by: 'message', text: 'Blue, please.' } })
    expect(core.boardNow().decisions).toEqual([])
  })

  test('that no option can be told from is answered with what is asked', async () => {
    await using home = await workflowHome({ workflows: [flow('mend', [task('cut')])], agent: 'fail("broken")' })
    const core = await home.open()
    await core.supervisor.start()
    await send(home)
    const { runId } = await decision(core)
    await send(home, { message: 'hm, what now?', workflowRunId: runId })
    await lane(core, { completed: 1, waiting: 1 })
    expect(await newestAnswer(home)).toContain('1. Try the step again (recommended)')
    await send(home, { message: '3', workflowRunId: runId })
    await lane(core, { completed: 2, dead: 1, waiting: 0 })
    expect((await rows(core))[0]?.phase).toBe('canceled')
  })

  test('is noted for the next attempt while the run is at work', async () => {
    const agent = 'if (stepId === "cut") await gate("go"); else writeFileSync(join(home, "told"), prompt); done()'
    await using home = await workflowHome({ ...gated, agent })
    const { core, id } = await withRun(home)
    await send(home, { message: 'use oak', sender: 'Bob', workflowRunId: id })
    await lane(core, { completed: 1, active: 1 })
    expect(await newestAnswer(home)).toContain('Noted for the next attempt.')
    await openGate(home, 'go')
    await lane(core, { completed: 2 })
    const told = await readFile(join(home.root, 'told'), 'utf8')
    expect(told).toContain('Meanwhile Bob said:\nuse oak')
    expect(told.split('use oak')).toHaveLength(2)
  })

  test.each(['status', 'go on'])('that does not exist is dead at once and says so ("%s")', async (words) => {
    await using home = await workflowHome(gated)
    const core = await home.open()
    await core.supervisor.start()
    await send(home, { message: words, workflowRunId: 'run-nowhere' })
    await send(home, { message: words, workflowRunId: '../../etc' })
    await lane(core, { dead: 2 })
    expect((await home.answers()).map(({ message }) => message)).toEqual([
      expect.stringContaining('There is no run "run-nowhere".'),
      expect.stringContaining('There is no run "../../etc".'),
    ])
    expect(begun(home)).toEqual([])
  })

  test('that is over is answered with its end, and starts nothing', async () => {
    await using home = await workflowHome({ workflows: [flow('mend', [task('cut')])] })
    const core = await home.open()
    await core.supervisor.start()
    await send(home)
    await lane(core, { completed: 1 })
    const [row] = await rows(core)
    await send(home, { message: 'and now?', workflowRunId: row?.id })
    await lane(core, { completed: 2 })
    expect(await newestAnswer(home)).toContain('it is done.')
    expect(begun(home)).toEqual(['cut 1'])
    expect(await rows(core)).toHaveLength(1)
  })

  test('of an orchestrator whose settings are broken by now is told its progress all the same', async () => {
    await using home = await workflowHome({ workflows: [flow('mend', [task('cut')])] })
    const core = await home.open()
    await core.supervisor.start()
    await send(home)
    await lane(core, { completed: 1 })
    await home.close(core)
    await putConfig(home, { channel_profiles: {} })
    const next = await home.open()
    await next.supervisor.start()
    const [row] = await rows(next)
    await send(home, { message: 'status', workflowRunId: row?.id })
    await lane(next, { completed: 2 })
    expect(await newestAnswer(home)).toContain('it is done.')
  })
})
