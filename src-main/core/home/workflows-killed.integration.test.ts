import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestHome, until } from '../../testing/homes/test-home'
import {
  begun,
  counts,
  decision,
  flow,
  inPhase,
  lane,
  openGate,
  review,
  rows,
  run,
  send,
  task,
  type WorkflowHomeOptions,
  workflowHome,
} from '../../testing/homes/test-workflows'
import { buildPrograms } from '../../testing/owners/build-programs'
import { OwnerProcess } from '../../testing/owners/owner-process'
import { rounds } from '../../testing/owners/stress-rounds'
import type { Core } from './core'

const suite = new AsyncDisposableStack()
let programs = ''

beforeAll(async () => {
  programs = suite.use(await buildPrograms([join(import.meta.dirname, '../../testing/owners/owner.ts')])).folder
})
afterAll(() => suite.disposeAsync())

const gated: WorkflowHomeOptions = {
  workflows: [flow('mend', [task('cut'), task('fit')])],
  agent: `await gate(stepId)
    done()`,
}

/** A process of its own that owns the home and works on its lanes. */
async function owner(home: TestHome): Promise<OwnerProcess> {
  const process = await OwnerProcess.opened(programs, { homePath: home.root })
  await process.ask('start')
  return process
}

async function started(home: TestHome): Promise<Core> {
  const core = await home.open({ upkeepMs: 200 })
  await core.supervisor.start()
  return core
}

describe.skipIf(process.platform === 'win32')('a run whose owner is killed', () => {
  test('goes on at its step with the next owner, and is answered once', async () => {
    await using home = await workflowHome(gated)
    await using first = await owner(home)
    await openGate(home, 'cut')
    await send(home)
    await home.untilLines('begun', 2)
    await first.kill()
    const core = await started(home)
    await home.untilLines('begun', 3)
    await openGate(home, 'fit')
    await lane(core, { completed: 1 })
    expect(begun(home)).toEqual(['cut 1', 'fit 1', 'fit 2'])
    const { steps } = await run(core, inPhase('succeeded'))
    expect(steps.map(({ attempts }) => attempts.map(({ state }) => state))).toEqual([
      ['succeeded'],
      ['interrupted', 'succeeded'],
    ])
    expect(await home.answers()).toMatchObject([{ message: 'result of fit 2' }])
    expect(await rows(core)).toHaveLength(1)
  })

  test('does not make an attempt again whose result stood', async () => {
    await using home = await workflowHome(gated)
    await using first = await owner(home)
    await send(home)
    await home.untilLines('begun', 1)
    const runs = join(home.paths.workspaces, 'main/runs')
    const [id = ''] = await readdir(join(runs, 'open'))
    const state = join(runs, id, 'run.json')
    const early = await readFile(state, 'utf8')
    expect(JSON.parse(early).steps.cut).toMatchObject([{ state: 'running' }])
    await openGate(home, 'cut')
    await home.untilLines('begun', 2)
    await first.kill()
    // As it was when the result of the first step stood and the run did not know yet.
    await writeFile(state, early)
    await rm(join(runs, id, 'steps/fit'), { recursive: true })
    await openGate(home, 'fit')
    const core = await started(home)
    await lane(core, { completed: 1 })
    expect(begun(home)).toEqual(['cut 1', 'fit 1', 'fit 1'])
    expect((await run(core, inPhase('succeeded'))).steps[0]?.attempts).toMatchObject([{ state: 'succeeded' }])
    expect(await home.answers()).toHaveLength(1)
  })

  test('while it waits for a person still waits, and goes on when that is decided', async () => {
    await using home = await workflowHome({
      ...gated,
      agent: 'attempt === 1 ? block({ status: "blocked", question: "Why?" }) : done()',
    })
    await using first = await owner(home)
    await send(home)
    await first.hears((told) => told.kind === 'board')
    await home.untilLines('begun', 1)
    const parked = async (): Promise<boolean> => (await home.files('processing')).some((name) => name.includes('~w'))
    while (!(await parked())) await first.hears((told) => told.kind === 'board', first.mark)
    await first.kill()
    const core = await started(home)
    const { id } = await decision(core)
    expect(counts(core)).toMatchObject({ active: 1, waiting: 1 })
    await core.decisions.resolve({ id, option: 1, text: '', by: 'panel' })
    await until(core, ({ decisions }) => decisions?.[0] !== undefined && decisions[0].id !== id)
    const next = await decision(core)
    await core.decisions.resolve({ id: next.id, option: 1, text: '', by: 'panel' })
    await lane(core, { completed: 1 })
    expect(begun(home)).toEqual(['cut 1', 'cut 2', 'fit 1', 'fit 2'])
    expect(await home.answers()).toHaveLength(1)
  })

  test('three times over goes on when a step ended in between, which begins the count anew', async () => {
    await using home = await workflowHome(gated)
    await send(home)
    const lives: (readonly [begun: number, opens: string | null, then: number])[] = [
      [1, null, 1],
      [2, 'cut', 3],
      [4, null, 4],
    ]
    for (const [begins, opens, then] of lives) {
      await using process = await owner(home)
      await home.untilLines('begun', begins)
      if (opens !== null) await openGate(home, opens)
      await home.untilLines('begun', then)
      await process.kill()
    }
    await openGate(home, 'fit')
    const core = await started(home)
    await lane(core, { completed: 1, dead: 0 })
    expect(begun(home)).toEqual(['cut 1', 'cut 2', 'fit 1', 'fit 2', 'fit 3'])
    expect(await home.answers()).toHaveLength(1)
  }, 90_000)

  test('and was given up goes on with its finished steps when everything interrupted is put back in line', async () => {
    await using home = await workflowHome(gated)
    await openGate(home, 'cut')
    await send(home)
    for (let kills = 1; kills <= 3; kills++) {
      await using process = await owner(home)
      await home.untilLines('begun', kills + 1)
      await process.kill()
    }
    const core = await started(home)
    await lane(core, { dead: 1, active: 0, pending: 0 })
    const { row } = await run(core, inPhase('failed'))
    await until(core, ({ runs }) => runs?.running === 0)
    await openGate(home, 'fit')
    expect((await core.lanes.requeueInterrupted({ lane: 'queue' })).verdicts).toMatchObject([
      { done: true, id: row.itemId },
    ])
    await lane(core, { completed: 1, dead: 0 })
    expect(begun(home)).toEqual(['cut 1', 'fit 1', 'fit 2', 'fit 3', 'fit 4'])
    expect(await rows(core)).toMatchObject([{ id: row.id, phase: 'succeeded' }])
    expect((await core.lanes.requeueInterrupted({ lane: 'queue' })).verdicts).toEqual([])
  }, 90_000)

  test('three times over is buried with its item, and fails', async () => {
    await using home = await workflowHome(gated)
    await send(home)
    for (let kills = 1; kills <= 3; kills++) {
      await using process = await owner(home)
      await home.untilLines('begun', kills)
      await process.kill()
    }
    const core = await started(home)
    await lane(core, { dead: 1, active: 0, pending: 0 })
    const { row } = await run(core, inPhase('failed'))
    expect(row.reason).toBe('Its item is gone.')
    expect(begun(home)).toEqual(['cut 1', 'cut 2', 'cut 3'])
    expect((await home.answers()).map(({ message }) => message)).toEqual([
      expect.stringContaining('interrupted 3 times'),
    ])
    await until(core, ({ runs }) => runs?.running === 0)
    // Whoever finds it harmless puts it back in line, and it starts anew.
    await openGate(home, 'cut')
    await openGate(home, 'fit')
    const file = (await home.files('dead')).find((name) => name.endsWith('.json')) ?? ''
    await core.lanes.act({ lane: 'queue', action: 'requeue', items: [{ id: row.itemId ?? '', column: 'dead', file }] })
    await lane(core, { completed: 1, dead: 0 })
  }, 90_000)
})

describe.skipIf(process.platform === 'win32')('many runs whose owners are killed at any moment', () => {
  test.each(Array.from({ length: rounds(1, 8) }, (_, at) => at))(
    'all come to one end each (round %i)',
    async (round) => {
      const agent = 'done(stepId === "check" && attempt === 1 ? { decision: "reject", feedback: "again" } : {})'
      const workflows = [flow('build', [task('plan'), task('make'), review('check', 'done', 'make')])]
      await using home = await workflowHome({ workflows, agent, config: { limits: { max_concurrent: 3 } } })
      const items = 6
      for (let count = 0; count < items; count++) await send(home, { message: `work ${count}` })
      for (const starts of [2 + round, 6 + round]) {
        await using process = await owner(home)
        await home.untilLines('begun', starts)
        await process.kill()
      }
      const core = await started(home)
      await lane(core, { completed: items, active: 0, pending: 0 })
      const answers = await home.answers()
      expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(items)
      expect(answers).toHaveLength(items)
      const all = await rows(core)
      expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(items)
      expect(all.map(({ phase }) => phase)).toEqual(Array.from({ length: items }, () => 'succeeded'))
      await until(core, ({ runs }) => runs?.running === 0 && runs.queued === 0)
    },
    90_000,
  )
})
