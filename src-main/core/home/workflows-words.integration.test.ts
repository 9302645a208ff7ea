import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TestHome } from '../../testing/homes/test-home'
import {
  begun,
  decision,
  flow,
  inPhase,
  lane,
  putConfig,
  run,
  send,
  task,
  workflowHome,
} from '../../testing/homes/test-workflows'
import type { Core } from './core'

/** Whether it is asked for its word alone; then it keeps what it was told. */
const frame = `
const asked = prompt.includes('Only your word on it is missing')
note('sessions', process.argv[4])
if (asked) note('told', prompt)
`

async function home(agent: string, steps: readonly object[] = [task('make')]): Promise<{ home: TestHome; core: Core }> {
  const made = await workflowHome({ workflows: [flow('build', steps)], agent: `${frame}${agent}` })
  const argv = ['node', join(made.root, 'workflow-agent.mjs'), '{context_file}', 'scripted', '{session_id}']
  await putConfig(made, { providers: { scripted: { kind: 'command', argv }, second: { kind: 'command', argv } } })
  const core = await made.open()
  await core.supervisor.start()
  return { home: made, core }
}

const states = async (core: Core): Promise<string[]> =>
  (await run(core, inPhase('succeeded'))).steps.flatMap(({ attempts }) => attempts.map(({ state }) => state))

test.each([
  ['no block', 'say("All done!")', 'holds no [workflow_result] block'],
  ['what is no JSON', 'say("All done! [workflow_result]{status: complete}[/workflow_result]")', 'not valid JSON'],
  ['an unknown status', 'block({ status: "perfect" })', 'The [workflow_result] block is wrong: "status"'],
])(
  'an agent that ends with %s is asked for its word alone, in the session that did the work',
  async (_what, says, why) => {
    const { home: opened, core } = await home(
      `if (asked) block({ status: 'complete', summary: 'made' }); else { write(); ${says} }`,
      [task('make'), task('fit', { prompt: 'It is {{steps.make.outputs.result}}.' })],
    )
    await using _ = opened
    await send(opened)
    await lane(core, { completed: 1 })
    expect(begun(opened)).toEqual(['make 1', 'make 2', 'fit 1', 'fit 2'])
    expect(await states(core)).toEqual(['failed', 'succeeded', 'failed', 'succeeded'])
    // What the work left is what counts, for the next step and for the answer.
    expect(await opened.answers()).toMatchObject([{ message: 'result of fit 1' }])
    expect((await readFile(join(opened.root, 'told'), 'utf8')).replaceAll('\n', ' ')).toContain(why)
    const [first, second] = begun(opened, 'sessions')
    expect(second).toBe(first)
    const { path } = await run(core, inPhase('succeeded'))
    expect(await readFile(join(path, 'steps/fit/attempts/1/prompt.md'), 'utf8')).toContain('It is result of make 1.')
  },
)

test('an agent that gives no word however often it is asked is not run again for it, and a person is asked', async () => {
  const { home: opened, core } = await home('if (!asked) write(); say("All done!")')
  await using _ = opened
  await send(opened)
  const asked = await decision(core)
  expect(asked).toMatchObject({ kind: 'silent', stepId: 'make' })
  expect(begun(opened)).toEqual(['make 1', 'make 2', 'make 3'])
  await core.decisions.resolve({ id: asked.id, option: 2, text: '', by: 'panel' })
  await lane(core, { completed: 1 })
  expect(begun(opened)).toHaveLength(3)
})

test('an agent that fails to give its word has not failed at its work, which is not done again', async () => {
  const { home: opened, core } = await home(
    `if (!asked) { write(); say('All done!') } else if (attempt === 2) fail('it broke'); else block({ status: 'complete' })`,
  )
  await using _ = opened
  await send(opened)
  await lane(core, { completed: 1 })
  expect(begun(opened)).toEqual(['make 1', 'make 2', 'make 3'])
  expect(await opened.answers()).toMatchObject([{ message: 'result of make 1' }])
})

test('an agent that was asked for its word may ask a person, and may say that it failed', async () => {
  const { home: opened, core } = await home(
    `if (!asked) { write(); if (attempt > 3) block({ status: 'complete' }); else say('All done!') }
     else block(attempt === 2 ? { status: 'blocked', question: 'Which colour?' } : { status: 'failed', summary: 'no' })`,
  )
  await using _ = opened
  await send(opened)
  const { id } = await decision(core)
  await core.decisions.resolve({ id, option: 1, text: 'Blue.', by: 'panel' })
  await lane(core, { completed: 1 })
  // The person's answer and the failure are reasons to do the work anew; that its word was missing is none.
  expect(begun(opened)).toEqual(['make 1', 'make 2', 'make 3', 'make 4', 'make 5'])
  expect(begun(opened, 'told').filter((line) => line.startsWith('Step'))).toEqual([
    'Step "make" of the workflow "build", attempt 2.',
    'Step "make" of the workflow "build", attempt 4.',
  ])
  expect(await opened.answers()).toMatchObject([{ message: 'result of make 5' }])
})
