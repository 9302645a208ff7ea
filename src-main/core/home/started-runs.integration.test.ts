import { readFile, writeFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { message, TestHome, until } from '../../testing/homes/test-home'
import { first } from '../../testing/homes/test-queue'
import type { Core } from './core'

vi.setConfig({ testTimeout: 90_000 })

const orchestrator = `
default_workflow: build
workflows:
  - id: build
    inputs: [what]
    steps:
      - { id: make, type: shell, run: 'echo made {{inputs.what}}' }
      - { id: check, type: shell, run: 'test {{inputs.what}} != bad', limits: { max_retries: 0 }, when_spent: fail }
`

async function runs(core: Core) {
  const query = { phase: 'all', search: '', offset: 0, limit: 10 } as const
  return (await first(core.runs.window(query, new AbortController().signal))).rows
}
const counts = (core: Core) => core.boardNow().lanes[0]?.counts

test('a run that is started by hand waits in line, is worked on, and its answer says which it was', async () => {
  await using home = await TestHome.create({ orchestrator })
  const core = await home.open()
  const { id } = await core.runs.start({ orchestrator: 'main', workflow: 'build', inputs: { what: '$(exit 3)' } })
  expect(await runs(core)).toMatchObject([{ id, phase: 'queued', step: null }])
  await core.supervisor.start()
  await until(core, ({ lanes }) => lanes[0]?.counts.completed === 1)
  expect(await runs(core)).toMatchObject([{ id, phase: 'succeeded' }])
  expect(await home.answers()).toMatchObject([{ channel: 'panel', workflowRunId: id }])
})

test('a run that is canceled in line is never begun, and its item is dead once it is its turn', async () => {
  await using home = await TestHome.create({ orchestrator })
  const core = await home.open()
  const { id } = await core.runs.start({ orchestrator: 'main', workflow: 'build', inputs: { what: 'x' } })
  await core.runs.cancel({ id, reason: 'not needed' })
  await core.supervisor.start()
  await until(core, ({ lanes }) => lanes[0]?.counts.dead === 1)
  expect(counts(core)).toMatchObject({ pending: 0, active: 0 })
  const detail = await first(core.runs.follow({ id }, new AbortController().signal))
  expect(detail).toMatchObject({ row: { phase: 'canceled', iterations: 0 }, cancelable: false })
})

test('a message starts a run; one that fails is dead, and touches no other', async () => {
  await using home = await TestHome.create({ orchestrator })
  const core = await home.open()
  await core.supervisor.start()
  for (const text of ['good', 'bad', 'fine']) await home.put(`${text}.json`, message({ message: text, what: text }))
  await until(core, ({ lanes }) => lanes[0]?.counts.completed === 2 && lanes[0].counts.dead === 1)
  expect((await runs(core)).map(({ phase }) => phase).sort()).toEqual(['failed', 'succeeded', 'succeeded'])
  expect(await home.answers()).toHaveLength(3)
})

test('an edit of a workflow counts for the next run, and a run goes on with what it began with', async () => {
  await using home = await TestHome.create({ orchestrator })
  const core = await home.open()
  const start = async (): Promise<string> =>
    (await core.runs.start({ orchestrator: 'main', workflow: 'build', inputs: { what: 'x' } })).id
  const before = await start()
  const [shown] = await core.orchestrators.list()
  const text = await readFile(shown?.file ?? '', 'utf8')
  const { settingsReadAt } = core.boardNow()
  await writeFile(shown?.file ?? '', text.replace('id: check', 'id: prove'))
  await until(core, (board) => board.settingsReadAt !== settingsReadAt)
  const after = await start()
  await core.supervisor.start()
  await until(core, ({ lanes }) => lanes[0]?.counts.completed === 2)
  const stepsOf = async (id: string) =>
    (await first(core.runs.follow({ id }, new AbortController().signal))).steps.map((step) => step.id)
  expect([await stepsOf(before), await stepsOf(after)]).toEqual([
    ['make', 'check'],
    ['make', 'prove'],
  ])
})
