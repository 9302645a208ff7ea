import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TestHome } from '../../testing/homes/test-home'
import {
  begun,
  decision,
  flow,
  lane,
  putConfig,
  review,
  send,
  task,
  workflowHome,
} from '../../testing/homes/test-workflows'
import type { Core } from './core'

/** A home whose agents write down which session each attempt was given; one is given again where it goes on. */
async function home(workflow: readonly object[], agent: string): Promise<{ home: TestHome; core: Core }> {
  const made = await workflowHome({
    workflows: [flow('build', workflow)],
    agent: `note('sessions', stepId + ' ' + attempt + ' ' + process.argv[4]); ${agent}`,
  })
  const argv = ['node', join(made.root, 'workflow-agent.mjs'), '{context_file}', 'scripted', '{session_id}']
  const program = { kind: 'command', argv }
  await putConfig(made, { providers: { scripted: program, second: program } })
  const core = await made.open()
  await core.supervisor.start()
  return { home: made, core }
}

/** What was written down, with sessions named by the order in which they first came. */
function sessions(home: TestHome): string[] {
  const names = new Map<string, string>()
  return begun(home, 'sessions').map((line) => {
    const [step = '', attempt = '', id = ''] = line.split(' ')
    if (!names.has(id)) names.set(id, String.fromCharCode(65 + names.size))
    return `${step} ${attempt} ${names.get(id)}`
  })
}

const ada = { conversationId: 'ada' }

test('runs of one conversation go on with their agent’s session, and others with none of it', async () => {
  const { home: opened, core } = await home([task('make')], 'stepId === "answer" ? say("yes") : done()')
  await using _ = opened
  const messages = [ada, ada, { conversationId: 'ben' }, {}, {}, ada]
  for (const [at, change] of messages.entries()) {
    await send(opened, change)
    await lane(core, { completed: at + 1 })
  }
  expect(sessions(opened).join()).toBe('make 1 A,make 1 A,make 1 B,make 1 C,make 1 D,make 1 A')
  // The same agent, asked without a workflow.
  await send(opened, { ...ada, message: '@worker and this?' })
  await lane(core, { completed: 7 })
  await send(opened, { ...ada, message: '@other and this?' })
  await lane(core, { completed: 8 })
  expect(sessions(opened).slice(6)).toEqual(['answer 1 A', 'answer 1 E'])
})

test('conversations that are worked on side by side share no session', async () => {
  const { home: opened, core } = await home([task('make'), task('polish')], 'done()')
  await using _ = opened
  for (let count = 0; count < 3; count++) {
    for (const conversationId of ['ada', 'ben', 'eve']) await send(opened, { conversationId })
  }
  await lane(core, { completed: 9 })
  const used = new Set(sessions(opened).map((line) => line.split(' ')[2]))
  expect(used.size).toBe(3)
})

test('steps of one agent share its session, and a review of its own work does not', async () => {
  const steps = [
    task('make', { next: 'polish' }),
    task('polish', { next: 'look' }),
    review('look', 'done', 'make', { agent: 'worker' }),
  ]
  const { home: opened, core } = await home(
    steps,
    'stepId === "look" && attempt === 1 ? done({ decision: "reject" }) : done()',
  )
  await using _ = opened
  await send(opened, ada)
  await lane(core, { completed: 1 })
  await send(opened, ada)
  await lane(core, { completed: 2 })
  const first = ['make 1 A', 'polish 1 A', 'look 1 B', 'make 2 A', 'polish 2 A', 'look 2 B']
  expect(sessions(opened).slice(0, 6)).toEqual(first)
  expect(sessions(opened)[6]).toBe('make 1 A')
})

test.each([
  ['broke', 'attempt === 1 ? fail("boom") : done()'],
  ['handed in nothing', 'attempt === 1 ? block({ status: "complete", summary: "no files" }) : done()'],
])('after an attempt that %s the next begins anew, and the conversation goes on with that', async (_name, agent) => {
  const { home: opened, core } = await home([task('make')], agent)
  await using _ = opened
  await send(opened, ada)
  await lane(core, { completed: 1 })
  expect(sessions(opened)).toEqual(['make 1 A', 'make 2 B'])
})

test('an agent that asked a person is given the answer in the same session', async () => {
  const agent = 'attempt === 1 ? block({ status: "blocked", question: "Which colour?" }) : done()'
  const { home: opened, core } = await home([task('make')], agent)
  await using _ = opened
  await send(opened, ada)
  const { id } = await decision(core)
  await core.decisions.resolve({ id, option: 1, text: 'Blue.', by: 'cli' })
  await lane(core, { completed: 1 })
  expect(sessions(opened)).toEqual(['make 1 A', 'make 2 A'])
})
