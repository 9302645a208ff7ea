import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type TestHome, until } from '../../testing/homes/test-home'
import { begun, counts, decision, lane, putConfig, send, workflowHome } from '../../testing/homes/test-workflows'
import type { Core } from './core'

/** A home without workflows whose agent asks so many questions about each message that says "ask" before it answers. */
async function opened(questions: number): Promise<{ home: TestHome; core: Core }> {
  const home = await workflowHome({
    agent: `note('sessions', process.argv[4])
note('prompts', JSON.stringify(prompt))
const answered = prompt.match(/^ {2}The person /gm)?.length ?? 0
if (prompt.includes('ask') && prompt.trimEnd().endsWith('ask') && answered < ${questions})
  say('I looked.\\n[question]Which colour, ' + (answered + 1) + '?[/question]')
else say('Done.')`,
  })
  const argv = ['node', join(home.root, 'workflow-agent.mjs'), '{context_file}', 'scripted', '{session_id}']
  await putConfig(home, { providers: { scripted: { kind: 'command', argv }, second: { kind: 'command', argv } } })
  const core = await home.open()
  await core.supervisor.start()
  return { home, core }
}

const texts = async (home: TestHome): Promise<string[]> => (await home.answers()).map(({ message }) => message)
const prompts = (home: TestHome): string[] => begun(home, 'prompts').map((line): string => JSON.parse(line))
const notice = 'This message waits for a person: the agent has a question before it can go on.'

test('an agent that answers a message asks a person, and is told the answer in the same session', async () => {
  const { home: made, core } = await opened(1)
  await using home = made
  await send(home, { conversationId: 'ada', message: 'ask', senderId: 'U1' })
  const asked = await decision(core)
  expect(asked).toMatchObject({ kind: 'asked', runId: null, lane: 'queue', tried: ['It said: I looked.'] })
  expect(asked.question).toBe('router asks: Which colour, 1?')
  expect(asked.options.map(({ choice }) => choice)).toEqual(['retry', 'cancel'])
  expect(counts(core)).toMatchObject({ active: 1, waiting: 1 })
  await expect
    .poll(() => home.answers(), { timeout: 30_000, message: 'what its conversation is told' })
    .toMatchObject([{ message: notice, senderId: 'U1' }])
  // Its key stays taken and its slot is free.
  await send(home, { conversationId: 'ada', message: 'later' })
  await send(home, { conversationId: 'ben', message: 'hello' })
  await lane(core, { completed: 1, pending: 1, waiting: 1 })
  await core.decisions.resolve({ id: asked.id, option: 1, text: 'Blue.\n\nOr green.', by: 'cli' })
  await lane(core, { completed: 3, waiting: 0 })
  expect(await texts(home)).toEqual([notice, 'Done.', 'Done.', 'Done.'])
  const [first, ben, second, later] = begun(home, 'sessions')
  expect(second).toBe(first)
  expect(later).toBe(first)
  expect(ben).not.toBe(first)
  expect(prompts(home)[0]).toMatch(
    /^If a person has to decide .*\[\/question\]\.\nMessage from Ada on slack:\n\nask\n$/,
  )
  expect(prompts(home)[2]).toContain(
    '- router asks: Which colour, 1?\n  The person answers: Blue.\n\nOr green.\nMessage from Ada on slack:\n\nask\n',
  )
})

test('a message without a conversation goes on in the same session too, question after question', async () => {
  const { home: made, core } = await opened(2)
  await using home = made
  await send(home, { message: 'ask' })
  const first = await decision(core)
  await core.decisions.resolve({ id: first.id, option: 1, text: 'Blue.', by: 'panel' })
  const second = await decisionAfter(core, first.id)
  expect(second.question).toBe('router asks: Which colour, 2?')
  await core.decisions.resolve({ id: second.id, option: 1, text: '', by: 'panel' })
  await lane(core, { completed: 1 })
  expect(new Set(begun(home, 'sessions')).size).toBe(1)
  expect(prompts(home)[2]).toContain('answers: Blue.\n- router asks: Which colour, 2?\n  The person says nothing more')
  await send(home, { message: 'hello' })
  await lane(core, { completed: 2 })
  expect(new Set(begun(home, 'sessions')).size).toBe(2)
})

test('a question that is not answered leaves the message unanswered, and its conversation is told why', async () => {
  const { home: made, core } = await opened(1)
  await using home = made
  await send(home, { message: 'ask' })
  const { id } = await decision(core)
  await core.decisions.resolve({ id, option: 2, text: '', by: 'panel' })
  await lane(core, { dead: 1, waiting: 0 })
  await expect.poll(async () => (await texts(home)).at(-1)).toContain('Its agent’s question was left open.')
  expect(begun(home, 'sessions')).toHaveLength(1)
})

test('a question outlives the host, and is asked no second time', async () => {
  const { home: made, core } = await opened(1)
  await using home = made
  await send(home, { conversationId: 'ada', message: 'ask' })
  const { id } = await decision(core)
  await home.close(core)
  const next = await home.open()
  await next.supervisor.start()
  expect((await decision(next)).id).toBe(id)
  await next.decisions.resolve({ id, option: 1, text: 'Blue.', by: 'cli' })
  await lane(next, { completed: 1 })
  expect(await texts(home)).toEqual([notice, 'Done.'])
  expect(new Set(begun(home, 'sessions')).size).toBe(1)
})

test('an agent that goes on asking is not asked for ever', async () => {
  const { home: made, core } = await opened(100)
  await using home = made
  await send(home, { message: 'ask' })
  let last = ''
  for (let count = 0; count < 10; count++) {
    last = (await decisionAfter(core, last)).id
    await core.decisions.resolve({ id: last, option: 1, text: '', by: 'cli' })
  }
  await lane(core, { dead: 1, waiting: 0 })
  expect(begun(home, 'sessions')).toHaveLength(11)
})

/** The open decision that follows another, once its item is parked. */
async function decisionAfter(core: Core, id: string): ReturnType<typeof decision> {
  await until(core, ({ decisions }) => decisions?.some((one) => one.id !== id) ?? false)
  return decision(core)
}
