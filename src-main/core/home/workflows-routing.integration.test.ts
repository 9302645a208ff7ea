import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type TestHome, until } from '../../testing/homes/test-home'
import {
  begun,
  flow,
  inPhase,
  lane,
  orchestratorFile,
  putOrchestrator,
  rows,
  run,
  send,
  task,
  type WorkflowHomeOptions,
  workflowHome,
} from '../../testing/homes/test-workflows'
import type { Core } from './core'

const two = [flow('mend', [task('mend')]), flow('paint', [task('paint')])]
const several: WorkflowHomeOptions = { workflows: two, orchestrator: { default_workflow: 'paint' } }

async function started(home: TestHome): Promise<Core> {
  const core = await home.open()
  await core.supervisor.start()
  return core
}

async function selections(home: TestHome, folder: string): Promise<string[]> {
  const at = join(home.paths.workspaces, 'main', 'select', folder)
  const names = await readdir(at).catch(() => [])
  return Promise.all(names.sort().map((name) => readFile(join(at, name), 'utf8')))
}

describe('a message', () => {
  test('of an orchestrator without workflows is answered directly', async () => {
    await using home = await workflowHome({ agent: 'say("said: " + prompt.trimEnd().split("\\n").at(-1))' })
    const core = await started(home)
    await send(home, { message: 'hello' })
    await lane(core, { completed: 1 })
    expect(await home.answers()).toMatchObject([{ message: 'said: hello', agent: 'router' }])
    expect(await rows(core)).toEqual([])
    expect(await selections(home, 'results')).toEqual([])
  })

  test('that its selector leaves unanswered is completed, with nothing in outgoing and the reason in its history', async () => {
    await using home = await workflowHome({
      ...several,
      agent: 'choose(null, { action: "no_response", reason: "They talk to each other." })',
    })
    const core = await started(home)
    await send(home, { message: 'see you later', conversationId: 'c1' })
    await until(core, ({ activity }) => activity.some(({ kind }) => kind === 'completed'))
    await lane(core, { completed: 1, active: 0 })
    const folders = ['incoming', 'processing', 'outbox', 'outgoing', 'dead']
    expect((await Promise.all(folders.map((folder) => home.files(folder)))).flat()).toEqual([])
    expect(core.boardNow().activity.find(({ kind }) => kind === 'completed')?.text).toContain(
      'Left unanswered, as its selector decided: They talk to each other.',
    )
    expect([begun(home), await rows(core)]).toEqual([['select 1'], []])
    expect((await selections(home, 'results')).map((text) => JSON.parse(text))).toMatchObject([
      { action: 'no_response', decidedBy: 'selector' },
    ])
    await home.close(core)
    const again = await started(home)
    await lane(again, { completed: 1, active: 0, pending: 0 })
    expect(begun(home)).toEqual(['select 1'])
  })

  test('whose selector insists on what is not done here is told so by name, and starts nothing', async () => {
    await using home = await workflowHome({
      ...several,
      agent: 'choose(null, { action: "command_invoke", functionId: "workflow.cancel", functionArgs: {} })',
    })
    const core = await started(home)
    await send(home, { message: 'stop it' })
    await lane(core, { dead: 1 })
    expect((await home.answers()).map(({ message }) => message)).toEqual([
      expect.stringContaining('the command "workflow.cancel" (command_invoke)'),
    ])
    expect([begun(home), await rows(core)]).toEqual([['select 1', 'select 1'], []])
  })

  test('starts the only workflow there is without asking a selector', async () => {
    await using home = await workflowHome({ workflows: [flow('mend', [task('mend')])] })
    const core = await started(home)
    await send(home, { message: 'the door' })
    await lane(core, { completed: 1 })
    const { row, selection, inputs } = await run(core, inPhase('succeeded'))
    expect(begun(home)).toEqual(['mend 1'])
    expect(row).toMatchObject({ workflow: 'mend', title: 'the door', lane: 'queue' })
    expect(selection).toMatchObject({ decidedBy: 'only', asked: 0 })
    expect(inputs).toEqual({ user_prompt: 'the door' })
    expect(await home.answers()).toMatchObject([
      { message: 'result of mend 1', workflowRunId: row.id, agent: 'worker' },
    ])
  })

  test('of an orchestrator with several workflows starts what the selector chooses, and all of it is kept', async () => {
    await using home = await workflowHome({ ...several, agent: 'stepId === "select" ? choose("mend") : done()' })
    const core = await started(home)
    await send(home, { message: 'the door', conversationId: 'c1' })
    await lane(core, { completed: 1 })
    expect(begun(home)).toEqual(['select 1', 'mend 1'])
    const { row, selection } = await run(core, inPhase('succeeded'))
    expect(selection).toMatchObject({ decidedBy: 'selector', asked: 1, reason: 'it fits' })
    const kept = await core.runs.selection({ id: row.id })
    expect(JSON.parse(kept.request?.text ?? '')).toMatchObject({
      userMessage: 'the door',
      conversationId: 'c1',
      channelProfileId: 'slack',
      availableWorkflows: [{ id: 'mend' }, { id: 'paint' }],
      defaultWorkflow: 'paint',
    })
    expect(kept.prompt?.text).toContain('the door')
    expect(JSON.parse(kept.result?.text ?? '')).toMatchObject({ selectedWorkflow: 'mend', decidedBy: 'selector' })
    expect(kept.log?.text).toContain('"event":"answered"')
  })

  test.each([
    ['no JSON', 'say("I choose mend")', 'not one JSON object'],
    ['an unknown workflow', 'choose("weld")', '"weld"'],
    ['the id of another selection', 'choose("mend", { selectorId: "sel-x" })', 'sel-x'],
  ])('whose selector answers with %s is asked again with what was wrong', async (_what, wrong, told) => {
    const agent = `if (stepId !== 'select') done()
      else if (prompt.includes('could not be used')) { writeFileSync(join(home, 'again'), prompt); choose('mend') }
      else ${wrong}`
    await using home = await workflowHome({ ...several, agent })
    const core = await started(home)
    await send(home)
    await lane(core, { completed: 1 })
    expect(await readFile(join(home.root, 'again'), 'utf8')).toContain(told)
    expect((await run(core, inPhase('succeeded'))).selection).toMatchObject({ decidedBy: 'selector', asked: 2 })
  })

  test('whose selector never gives a usable answer starts the default workflow', async () => {
    await using home = await workflowHome({ ...several, agent: 'stepId === "select" ? say("hm") : done()' })
    const core = await started(home)
    await send(home)
    await lane(core, { completed: 1 })
    expect(begun(home)).toEqual(['select 1', 'select 1', 'paint 1'])
    const { row, selection } = await run(core, inPhase('succeeded'))
    expect(row.workflow).toBe('paint')
    expect(selection).toMatchObject({ decidedBy: 'default', asked: 2 })
  })

  test('whose selector takes too long starts the default workflow', async () => {
    await using home = await workflowHome({
      ...several,
      agent: 'stepId === "select" ? await gate("never") : done()',
      orchestrator: { default_workflow: 'paint', selector_timeout_seconds: 1, selection_max_retries: 0 },
    })
    const core = await started(home)
    await send(home)
    await lane(core, { completed: 1 })
    const { selection } = await run(core, inPhase('succeeded'))
    expect(selection).toMatchObject({ decidedBy: 'default', asked: 1, reason: expect.stringContaining('1 second') })
  })

  test('that the selector takes for a question about work under way is answered with its progress and starts nothing', async () => {
    const agent = `if (stepId !== 'select') { await gate('go'); done() }
      else if (prompt.includes('how far')) choose(undefined, { action: 'workflow_status' })
      else choose('mend')`
    await using home = await workflowHome({ ...several, agent })
    const core = await started(home)
    await send(home, { message: 'the door' })
    await run(core, inPhase('running'))
    await send(home, { message: 'how far are you?' })
    await lane(core, { completed: 1 })
    expect((await home.answers())[0]?.message).toMatch(/^mend \("the door"\): it is at "mend"/)
    expect(await rows(core)).toHaveLength(1)
    await writeFile(join(home.root, 'go'), '')
    await lane(core, { completed: 2 })
  })
})

describe('a message that nothing can be started for', () => {
  const broken: readonly [string, (home: TestHome) => Promise<void>, string, object?][] = [
    ['of an unknown profile', async () => {}, 'There is no channel profile "nobody".', { channelProfileId: 'nobody' }],
    ['without an orchestrator file', (home) => rm(orchestratorFile(home)), 'orchestrator.yaml'],
    [
      'with a broken orchestrator file',
      (home) => writeFile(orchestratorFile(home), 'id: [main'),
      'orchestrator.yaml, line 1',
    ],
    [
      'whose selector may not start workflows',
      (home) =>
        putOrchestrator(home, {
          workflows: two,
          orchestrator: {
            default_workflow: 'paint',
            agents: { router: { provider: 'scripted' }, worker: { provider: 'scripted' } },
          },
        }),
      'can_orchestrate_workflows: true',
    ],
  ]
  test.each(broken)('%s is dead at once with a sentence that names the cause', async (_what, breakIt, cause, sent) => {
    await using home = await workflowHome(several)
    await breakIt(home)
    const core = await started(home)
    await send(home, sent)
    await lane(core, { dead: 1 })
    await until(core, ({ activity }) => activity.some(({ kind }) => kind === 'buried'))
    const [dead = '', reason = ''] = await home.files('dead')
    expect(dead).not.toContain('~a')
    expect(JSON.parse(await readFile(join(home.paths.queue, 'dead', reason), 'utf8')).sentence).toContain(cause)
    expect((await home.answers())[0]?.message).toContain(cause)
    expect(begun(home)).toEqual([])
    expect(await rows(core)).toEqual([])
  })

  test('goes through once the settings are mended and it is put back in line', async () => {
    await using home = await workflowHome({ workflows: [flow('mend', [task('mend')])] })
    const whole = await readFile(orchestratorFile(home), 'utf8')
    await writeFile(orchestratorFile(home), 'id: main\n')
    const core = await started(home)
    await send(home)
    const board = await until(core, ({ activity }) => activity.some(({ kind }) => kind === 'buried'))
    const id = board.activity.find(({ kind }) => kind === 'buried')?.id ?? ''
    const [file = ''] = await home.files('dead')
    await writeFile(orchestratorFile(home), whole)
    await until(core, ({ attention }) => !attention.some((entry) => entry.id.startsWith('settings:')))
    const verdicts = (await core.lanes.act({ lane: 'queue', action: 'requeue', items: [{ id, column: 'dead', file }] }))
      .verdicts
    expect(verdicts).toMatchObject([{ done: true }])
    await lane(core, { completed: 1, dead: 0 })
    await run(core, inPhase('succeeded'))
  })
})
