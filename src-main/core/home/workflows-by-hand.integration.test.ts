import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TestHome } from '../../testing/homes/test-home'
import { until } from '../../testing/homes/test-home'
import {
  begun,
  decision,
  flow,
  inPhase,
  lane,
  openGate,
  orchestratorFile,
  rows,
  run,
  save,
  send,
  task,
  type WorkflowHomeOptions,
  workflowHome,
} from '../../testing/homes/test-workflows'
import type { Core } from './core'

const one: WorkflowHomeOptions = { workflows: [flow('mend', [task('cut'), task('fit')])] }

const start = (core: Core, inputs: Record<string, string> = { user_prompt: 'the door' }) =>
  core.runs.start({ orchestrator: 'main', workflow: 'mend', inputs })

async function started(home: TestHome): Promise<Core> {
  const core = await home.open()
  await core.supervisor.start()
  return core
}

describe('a run started by hand', () => {
  test('needs exactly the inputs of its workflow', async () => {
    await using home = await workflowHome(one)
    const core = await started(home)
    const refused = (code: string, sentence: string) => ({
      refusal: { code, sentence: expect.stringContaining(sentence) },
    })
    await expect(start(core, {})).rejects.toMatchObject(refused('wrong_inputs', 'user_prompt'))
    await expect(start(core, { user_prompt: 'x', colour: 'red' })).rejects.toMatchObject(
      refused('wrong_inputs', 'colour'),
    )
    const unknown = (orchestrator: string, workflow: string) => core.runs.start({ orchestrator, workflow, inputs: {} })
    await expect(unknown('main', 'weld')).rejects.toMatchObject(refused('no_such_workflow', '"weld"'))
    await expect(unknown('nobody', 'mend')).rejects.toMatchObject(refused('no_such_workflow', '"nobody"'))
    await save(orchestratorFile(home), 'id: [main')
    await home.close(core)
    const broken = await home.open()
    await expect(start(broken)).rejects.toMatchObject(refused('settings_invalid', 'orchestrator.yaml, line 1'))
    expect(await rows(broken)).toEqual([])
    expect(await home.files('incoming')).toEqual([])
  })

  test('goes through, and its result is for the panel', async () => {
    await using home = await workflowHome(one)
    const core = await started(home)
    const { id } = await start(core)
    await lane(core, { completed: 1 })
    const { row, selection, inputs } = await run(core, inPhase('succeeded'), id)
    expect(row).toMatchObject({ title: 'the door', lane: 'queue', source: { kind: 'orchestrator', name: 'main' } })
    expect(selection).toMatchObject({ decidedBy: 'person' })
    expect(inputs).toEqual({ user_prompt: 'the door' })
    expect(await home.answers()).toMatchObject([
      { channel: 'panel', message: 'result of fit 1', workflowRunId: id, agent: 'worker' },
    ])
    expect(begun(home)).toEqual(['cut 1', 'fit 1'])
  })

  test('waits in line while nothing works, and goes on with a later life of the core', async () => {
    await using home = await workflowHome(one)
    const first = await home.open()
    const { id } = await start(first)
    expect(first.boardNow().runs).toEqual({ queued: 1, running: 0, waiting: 0 })
    expect((await first.runs.progress({ id })).text).toContain('it is in line.')
    await home.close(first)
    const core = await started(home)
    await lane(core, { completed: 1 })
    expect(await rows(core)).toMatchObject([{ id, phase: 'succeeded' }])
  })

  test('that is canceled in line never begins', async () => {
    await using home = await workflowHome(one)
    const core = await home.open()
    const { id } = await start(core)
    await core.runs.cancel({ id, reason: 'not needed' })
    expect((await run(core, inPhase('canceled'), id)).row.reason).toBe('not needed')
    await lane(core, { dead: 1, pending: 0, active: 0 })
    await core.supervisor.start()
    await core.supervisor.settled()
    expect(begun(home)).toEqual([])
    expect((await home.answers())[0]?.message).toContain('The run was canceled: not needed')
    await expect(core.runs.cancel({ id, reason: '' })).rejects.toMatchObject({ refusal: { code: 'not_offered' } })
  })

  test('that is canceled at work has ended its process when that is said, and its item has left active', async () => {
    const agent = 'note("pid", process.pid); await gate("never")'
    await using home = await workflowHome({ ...one, agent })
    const core = await started(home)
    const { id } = await start(core)
    await home.untilLines('pid', 1)
    await core.runs.cancel({ id, reason: 'not needed' })
    expect(() => process.kill(Number(begun(home, 'pid')[0]), 0)).toThrow('ESRCH')
    expect(core.boardNow().lanes[0]?.counts).toMatchObject({ active: 0, dead: 1 })
    expect((await run(core, inPhase('canceled'), id)).steps[0]?.attempts).toMatchObject([{ state: 'failed' }])
    expect(begun(home)).toEqual(['cut 1'])
    await until(core, ({ runs }) => runs?.running === 0)
  })

  test('that is canceled while it waits takes its decision with it', async () => {
    await using home = await workflowHome({ ...one, agent: 'block({ status: "blocked", question: "Why?" })' })
    const core = await started(home)
    const { id } = await start(core)
    const asked = await decision(core)
    await core.runs.cancel({ id, reason: 'not needed' })
    expect(core.boardNow()).toMatchObject({
      decisions: [],
      lanes: [{ waiting: 0, counts: { active: 0, dead: 1 } }],
    })
    expect(await core.decisions.show({ id: asked.id })).toMatchObject({ resolution: { by: 'run', choice: 'cancel' } })
    const late = { id: asked.id, option: 1, text: '', by: 'panel' as const }
    await expect(core.decisions.resolve(late)).rejects.toMatchObject({ refusal: { code: 'already_resolved' } })
  })

  test('that is canceled while it waits and nothing works leaves active all the same', async () => {
    await using home = await workflowHome({ ...one, agent: 'block({ status: "blocked", question: "Why?" })' })
    const core = await started(home)
    const { id } = await start(core)
    await decision(core)
    await core.supervisor.stop()
    await core.supervisor.settled()
    await core.runs.cancel({ id, reason: 'not needed' })
    expect(core.boardNow()).toMatchObject({
      decisions: [],
      lanes: [{ waiting: 0, counts: { active: 0, dead: 1 } }],
    })
  })
})

describe('a run that failed', () => {
  const failing: WorkflowHomeOptions = {
    workflows: [flow('mend', [task('cut'), task('fit', { limits: { max_retries: 0 }, when_spent: 'fail' })])],
    agent: 'stepId === "fit" && !existsSync(join(home, "well")) ? fail("broken") : done()',
  }

  test('goes on from the step a person names, with the very item that was dead', async () => {
    await using home = await workflowHome(failing)
    const core = await started(home)
    await send(home, { message: 'the door' })
    await lane(core, { dead: 1 })
    const { row } = await run(core, ({ retryFrom }) => retryFrom.includes('fit'))
    await openGate(home, 'well')
    await core.runs.retry({ id: row.id, step: 'fit' })
    await lane(core, { completed: 1, dead: 0 })
    expect(begun(home)).toEqual(['cut 1', 'fit 1', 'fit 2'])
    expect(await rows(core)).toMatchObject([{ id: row.id, phase: 'succeeded', itemId: row.itemId }])
    expect((await home.answers()).map(({ message }) => message)).toEqual([
      expect.stringContaining('The run failed: fit:'),
      'result of fit 2',
    ])
  })

  test('goes on with a new item once its own is gone', async () => {
    await using home = await workflowHome(failing)
    const core = await started(home)
    await send(home, { message: 'the door' })
    await lane(core, { dead: 1 })
    const { row } = await run(core, ({ retryFrom }) => retryFrom.includes('cut'))
    await rm(join(home.paths.queue, 'dead'), { recursive: true })
    await lane(core, { dead: 0 })
    await openGate(home, 'well')
    await core.runs.retry({ id: row.id, step: 'cut' })
    await lane(core, { completed: 1 })
    expect(begun(home)).toEqual(['cut 1', 'fit 1', 'cut 2', 'fit 2'])
    const [after] = await rows(core)
    expect(after).toMatchObject({ id: row.id, phase: 'succeeded' })
    expect(after?.itemId).not.toBe(row.itemId)
    expect((await home.answers()).at(-1)).toMatchObject({ message: 'result of fit 2', workflowRunId: row.id })
  })

  test('and whose dead item is put back in line starts anew', async () => {
    await using home = await workflowHome(failing)
    const core = await started(home)
    await send(home, { message: 'the door' })
    await lane(core, { dead: 1 })
    await run(core, ({ retryFrom }) => retryFrom.includes('cut'))
    const [{ id = '', itemId } = {}] = await rows(core)
    const file = (await home.files('dead')).find((name) => name.endsWith('.json')) ?? ''
    await openGate(home, 'well')
    await core.lanes.act({ lane: 'queue', action: 'requeue', items: [{ id: itemId ?? '', column: 'dead', file }] })
    await lane(core, { completed: 1, dead: 0 })
    const [again, before] = await rows(core)
    expect(before).toMatchObject({ id, phase: 'failed' })
    expect(again).toMatchObject({ phase: 'succeeded', itemId })
    expect(begun(home)).toEqual(['cut 1', 'fit 1', 'cut 1', 'fit 1'])
  })
})
