import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Board } from '#shared/board'
import { message, TestHome, until } from '../../testing/homes/test-home'

const result = { type: 'result', subtype: 'success', is_error: false, num_turns: 3, result: '', session_id: 's' }

/** A home whose agent is a `claude` that says these lines and then does what `then` says, as a line of a shell. */
async function homeSaying(lines: readonly object[], then = '', config = ''): Promise<TestHome> {
  const home = await TestHome.create()
  const binary = join(home.root, 'claude')
  const said = lines.map((line) => `echo '${JSON.stringify(line)}'`).join('\n')
  await writeFile(
    binary,
    `#!/bin/sh\n[ "$1" = --version ] && echo 2.1.0 && exit 0\ncat > /dev/null\n${said}\n${then}\n`,
  )
  await chmod(binary, 0o755)
  await writeFile(
    home.paths.config,
    `providers:\n  anthropic: { binary: ${JSON.stringify(binary)} }
orchestrators: { main: {} }
channel_profiles: { slack: { channel: slack, orchestrator_id: main } }
settle_ms: 100
retry: { base_ms: 20, cap_ms: 40 }
${config}`,
  )
  await orchestrator(home, '')
  return home
}

const orchestrator = (home: TestHome, more: string) =>
  writeFile(
    join(home.paths.workspaces, 'main', 'orchestrator.yaml'),
    `id: main\nselector_agent: default\nagents:\n  default: { provider: anthropic, can_orchestrate_workflows: true }\n${more}`,
  )

const open = (board: Board) => board.decisions ?? []
const counts = (board: Board) => board.lanes[0]?.counts

test.each([
  ['takes it as done', 1, 'Done, see the folder.', { completed: 1, dead: 0 }, 'Done, see the folder.'],
  [
    'leaves it',
    3,
    '',
    { completed: 0, dead: 1 },
    'This message could not be answered. It was decided not to answer it: claude',
  ],
])(
  'a message whose agent finished without a word is run once, and waits until a person %s',
  async (_name, option, text, ended, told) => {
    await using home = await homeSaying([result])
    const core = await home.open()
    await core.supervisor.start()
    await home.put('a.json', message())
    const board = await until(core, (now) => open(now).length === 1)
    const [decision] = open(board)
    expect(decision).toMatchObject({
      kind: 'silent',
      question: expect.stringContaining('claude took 3 turns and said nothing.'),
    })
    await core.decisions.resolve({ id: decision?.id ?? '', option, text, by: 'cli' })
    const after = await until(core, (now) => (counts(now)?.completed ?? 0) + (counts(now)?.dead ?? 0) === 1)
    expect(counts(after)).toMatchObject(ended)
    expect((await home.answers()).at(-1)?.message).toContain(told)
    expect((await core.invocations.recent({ limit: 9 })).length).toBe(1)
  },
)

test('run again by a decision, it may finish without a word again, and is asked about again', async () => {
  await using home = await homeSaying([result])
  const core = await home.open()
  await core.supervisor.start()
  await home.put('a.json', message())
  const first = open(await until(core, (now) => open(now).length === 1))[0]
  await core.decisions.resolve({ id: first?.id ?? '', option: 2, text: '', by: 'cli' })
  const second = await until(core, (now) => open(now).length === 1 && open(now)[0]?.id !== first?.id)
  expect(open(second)[0]?.kind).toBe('silent')
  expect((await core.invocations.recent({ limit: 9 })).length).toBe(2)
})

test('a refusal is the answer of a message, told once and never tried again', async () => {
  const refused = { ...result, is_error: true, result: 'This content was flagged for something.' }
  await using home = await homeSaying([refused], 'exit 1')
  const core = await home.open()
  await core.supervisor.start()
  await home.put('a.json', message())
  await until(core, (now) => counts(now)?.completed === 1)
  expect((await home.answers()).map((answer) => answer.message)).toEqual([
    'The model refused: This content was flagged for something.',
  ])
  expect(await core.invocations.recent({ limit: 9 })).toMatchObject([{ failureClass: 'refused', attempt: 1 }])
})

const workflow = (more: string) => `workflows:
  - { id: job, steps: [{ id: work, type: agent_task, agent: default, prompt: Do it.${more} }] }
`

test('a step whose agent finished without a word asks a person and is made once', async () => {
  await using home = await homeSaying([result])
  await orchestrator(home, workflow(''))
  const core = await home.open()
  await core.supervisor.start()
  await home.put('a.json', message())
  const board = await until(core, (now) => open(now).length === 1)
  expect(open(board)[0]).toMatchObject({ kind: 'silent', stepId: 'work' })
  expect((await core.invocations.recent({ limit: 9 })).length).toBe(1)
})

test('a step that failed is not tried again when the model refused', async () => {
  await using home = await homeSaying([{ ...result, stop_reason: 'refusal', result: 'No.' }])
  await orchestrator(home, workflow(', when_spent: fail'))
  const core = await home.open()
  await core.supervisor.start()
  await home.put('a.json', message())
  await until(core, (now) => counts(now)?.dead === 1)
  expect((await home.answers()).at(-1)?.message).toContain('The model refused: No.')
  expect((await core.invocations.recent({ limit: 9 })).length).toBe(1)
})

test('a step is done by a finished turn, although its program crashed after it', async () => {
  await using home = await homeSaying(
    [{ ...result, result: '[workflow_result]{"status":"complete","summary":"Moved."}[/workflow_result]' }],
    'exit 7',
  )
  await orchestrator(home, workflow(''))
  const core = await home.open()
  await core.supervisor.start()
  await home.put('a.json', message())
  const board = await until(
    core,
    (now) => (counts(now)?.completed ?? 0) + (counts(now)?.dead ?? 0) + open(now).length > 0,
  )
  expect(counts(board)).toMatchObject({ completed: 1 })
  expect(await core.invocations.recent({ limit: 9 })).toMatchObject([
    { notices: ['claude left with 7 after it had finished.'] },
  ])
})
