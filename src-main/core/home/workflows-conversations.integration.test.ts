import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type TestHome, until } from '../../testing/homes/test-home'
import {
  begun,
  counts,
  decision,
  flow,
  lane,
  send,
  task,
  type WorkflowHomeOptions,
  workflowHome,
} from '../../testing/homes/test-workflows'
import type { Core } from './core'

const echo: WorkflowHomeOptions = {
  agent: 'say(prompt.includes("another") ? "Something else." : "You are welcome.")',
  config: { limits: { max_same_answers: 3 } },
}

async function started(home: TestHome): Promise<Core> {
  const core = await home.open()
  await core.supervisor.start()
  return core
}

/** Answers so many messages of a conversation, one after another. */
async function talk(home: TestHome, core: Core, times: number, message = 'thanks'): Promise<void> {
  for (let count = 0; count < times; count++) {
    const { completed } = counts(core)
    await send(home, { conversationId: 'c1', message })
    await lane(core, { completed: completed + 1 })
  }
}

const texts = async (home: TestHome): Promise<string[]> => (await home.answers()).map(({ message }) => message)
/** What conversations were told of messages that wait, once one does. */
async function told(home: TestHome, core: Core): Promise<string[]> {
  await until(core, ({ activity }) => activity.some(({ kind }) => kind === 'waiting'))
  return (await texts(home)).filter((text) => text.startsWith('This message waits for a person'))
}

describe('a conversation that keeps being given the very same answer', () => {
  test('asks before its next message is answered, and goes on when that is decided', async () => {
    await using home = await workflowHome(echo)
    const core = await started(home)
    await talk(home, core, 3)
    await send(home, { conversationId: 'c1', message: 'Thanks!' })
    const asked = await decision(core)
    expect(asked).toMatchObject({ kind: 'no_progress', runId: null, workflow: null, lane: 'queue' })
    expect(asked.question).toContain('3 times in a row: "You are welcome."')
    expect(asked.options.map(({ choice }) => choice)).toEqual(['retry', 'cancel'])
    expect(counts(core)).toMatchObject({ active: 1, waiting: 1, completed: 3 })
    expect(await told(home, core)).toHaveLength(1)
    const { decisions, active, attention } = core.boardNow()
    expect(decisions).toMatchObject([{ id: asked.id, itemId: active[0]?.id }])
    expect(attention).toMatchObject([{ decisionId: asked.id, sentence: asked.question }])
    // Its key stays taken; other conversations go on.
    await send(home, { conversationId: 'c1', message: 'thanks' })
    await send(home, { conversationId: 'c2' })
    await lane(core, { completed: 4, pending: 1, waiting: 1 })
    await core.decisions.resolve({ id: asked.id, option: 1, text: '', by: 'panel' })
    await lane(core, { completed: 6, waiting: 0 })
    expect(await told(home, core)).toHaveLength(1)
    await talk(home, core, 1)
    await send(home, { conversationId: 'c1' })
    expect((await decision(core)).id).not.toBe(asked.id)
  })

  test('leaves its message unanswered when that is decided, with the reason', async () => {
    await using home = await workflowHome(echo)
    const core = await started(home)
    await talk(home, core, 3)
    await send(home, { conversationId: 'c1' })
    const { id } = await decision(core)
    await core.decisions.resolve({ id, option: 2, text: 'two robots talking', by: 'cli' })
    await lane(core, { dead: 1, active: 0, waiting: 0 })
    await until(core, ({ activity }) => activity.some(({ kind }) => kind === 'buried'))
    expect((await texts(home)).at(-1)).toContain('It was decided not to answer it: two robots talking')
    expect(begun(home)).toHaveLength(3)
    // Whoever puts it back in line has decided anew.
    const file = (await home.files('dead')).find((name) => name.endsWith('.json')) ?? ''
    const { itemId } = await core.decisions.show({ id })
    await core.lanes.act({ lane: 'queue', action: 'requeue', items: [{ id: itemId ?? '', column: 'dead', file }] })
    await lane(core, { dead: 0, completed: 4 })
  })

  test('is not asked about after another answer, nor when the limit is 0, nor for messages without a conversation', async () => {
    await using home = await workflowHome(echo)
    const core = await started(home)
    await talk(home, core, 2)
    await talk(home, core, 1, 'another')
    await talk(home, core, 3)
    for (let count = 0; count < 5; count++) await send(home)
    await lane(core, { completed: 11 })
    await using free = await workflowHome({ ...echo, config: { limits: { max_same_answers: 0 } } })
    const other = await started(free)
    await talk(free, other, 7)
    expect(core.boardNow().decisions).toEqual([])
    expect(other.boardNow().decisions).toEqual([])
  })

  test('is stopped too when its answers are those of runs', async () => {
    await using home = await workflowHome({
      workflows: [flow('mend', [task('cut')])],
      agent: 'done({ result: "You are welcome." })',
      config: { limits: { max_same_answers: 2 } },
    })
    const core = await started(home)
    await talk(home, core, 2)
    await send(home, { conversationId: 'c1' })
    const { id } = await decision(core)
    await core.decisions.resolve({ id, option: 1, text: '', by: 'panel' })
    await lane(core, { completed: 3 })
    expect(begun(home)).toEqual(['cut 1', 'cut 1', 'cut 1'])
  })

  test.each([
    ['answered', 1, { completed: 4, dead: 0 }],
    ['buried', 2, { completed: 3, dead: 1 }],
  ] as const)('waits through a restart, and its message is %s as is decided then', async (_what, option, wanted) => {
    await using home = await workflowHome(echo)
    const first = await started(home)
    await talk(home, first, 3)
    await send(home, { conversationId: 'c1' })
    const { id } = await decision(first)
    expect(await told(home, first)).toHaveLength(1)
    await home.close(first)
    const core = await started(home)
    await until(core, ({ supervisor }) => supervisor.state === 'running')
    expect(core.boardNow().decisions).toMatchObject([{ id }])
    expect(counts(core)).toMatchObject({ active: 1, waiting: 1 })
    await core.decisions.resolve({ id, option, text: '', by: 'panel' })
    await lane(core, { ...wanted, active: 0 })
    expect((await texts(home)).filter((text) => text.startsWith('This message waits'))).toHaveLength(1)
  })

  test.each([
    ['retry', { completed: 4, dead: 0 }],
    ['cancel', { completed: 3, dead: 1 }],
  ] as const)('has an answer acted on that a crash kept from its message (%s)', async (choice, wanted) => {
    await using home = await workflowHome(echo)
    const first = await started(home)
    await talk(home, first, 3)
    await send(home, { conversationId: 'c1' })
    const asked = await decision(first)
    await home.close(first)
    const resolution = { at: 1, by: 'cli', choice, text: '' }
    await writeFile(join(home.paths.decisions, `${asked.id}.json`), JSON.stringify({ ...asked, resolution }))
    const core = await started(home)
    await lane(core, { ...wanted, active: 0 })
  })
})

const tasks = ['lint', 'build', 'test it', 'deploy', 'tag', 'push', 'clean up', 'go home']

describe('a conversation is stopped for what it says, not for what it is told', () => {
  test('so that eight different messages are all answered that are rightly given the same answer', async () => {
    await using home = await workflowHome({ agent: 'say("ok")' })
    const core = await started(home)
    for (const message of tasks) await talk(home, core, 1, message)
    await Promise.all(tasks.map((message) => send(home, { conversationId: 'c2', message })))
    await lane(core, { completed: 16, active: 0, waiting: 0 })
    expect(core.boardNow().decisions).toEqual([])
  })

  test('so that two programs that answer each other with a count are stopped, and one of them hears it once', async () => {
    await using home = await workflowHome({
      agent: 'say("ok " + (Number(prompt.trim().split(" ").at(-1)) + 1))',
    })
    const core = await started(home)
    for (let count = 0; count < 6; count++) await talk(home, core, 1, `ok ${2 * count}`)
    await send(home, { conversationId: 'c1', message: 'ok 12' })
    expect(await decision(core)).toMatchObject({ kind: 'no_progress' })
    expect(await told(home, core)).toHaveLength(1)
    expect((await texts(home)).slice(0, 2)).toEqual(['ok 1', 'ok 3'])
  })

  test('so that it is stopped after a restart as it would have been before', async () => {
    await using home = await workflowHome(echo)
    const first = await started(home)
    await talk(home, first, 3)
    await home.close(first)
    const core = await started(home)
    await until(core, ({ supervisor }) => supervisor.state === 'running')
    await send(home, { conversationId: 'c1', message: 'thanks' })
    expect((await decision(core)).question).toContain('3 times in a row')
    expect(await told(home, core)).toHaveLength(1)
  })
})
