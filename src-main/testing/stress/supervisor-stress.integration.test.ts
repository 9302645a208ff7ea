import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockOwner } from '../../core/supervise/home-lock'
import { verifiedStatus } from '../../core/supervise/verified-status'
import { connectControl, controlPeer } from '../../hosts/control-client'
import { message, resourcesPath, TestHome } from '../homes/test-home'
import { buildPrograms } from '../owners/build-programs'
import { rounds, stressMs } from '../owners/stress-rounds'
import { TestProcess } from '../owners/test-process'
import { OwnerTold, type PresserAsk, PresserTold } from './protocol'

const suite = new AsyncDisposableStack()
let programs = ''

beforeAll(async () => {
  const sources = ['owner', 'presser'].map((name) => join(import.meta.dirname, `${name}.ts`))
  programs = suite.use(await buildPrograms(sources)).folder
}, 60_000)
afterAll(() => suite.disposeAsync())

async function pressersOf(home: TestHome): Promise<TestProcess<PresserTold>[]> {
  return Promise.all(
    [11, 222, 3333, 44_444].map(async (seed) => {
      const plan = { homePath: home.root, resourcesPath, seed }
      const presser = new TestProcess(join(programs, 'presser.mjs'), plan, PresserTold)
      await presser.hears(({ kind }) => kind === 'ready')
      return presser
    }),
  )
}

async function all(pressers: readonly TestProcess<PresserTold>[], ask: PresserAsk['ask'], round: number) {
  const marks = pressers.map((presser) => presser.mark)
  for (const presser of pressers) presser.tell({ ask, round } satisfies PresserAsk)
  return Promise.all(pressers.map((presser, index) => presser.hears(() => true, marks[index])))
}

async function reports(pressers: readonly TestProcess<PresserTold>[]) {
  const told = await all(pressers, 'report', 0)
  return told.map((report) => (report.kind === 'report' ? report : { counts: {}, troubles: ['no report'] }))
}

describe('a supervisor whose buttons four processes press at once', () => {
  it(
    'always settles, has one owner, and is what it says it is',
    async () => {
      await using home = await TestHome.create()
      const plan = { homePath: home.root, resourcesPath, seed: 0 }
      await using owner = new TestProcess(join(programs, 'owner.mjs'), plan, OwnerTold)
      await owner.hears(() => true)
      const lock = await lockOwner(home.paths.lock)
      expect(lock?.pid).toBe(owner.pid)
      await using stack = new AsyncDisposableStack()
      const pressers = await pressersOf(home)
      for (const presser of pressers) stack.use(presser)
      await using client = await connectControl(lock?.control ?? '')
      const { calls } = client
      let sent = 0
      for (let round = 0; round < rounds(15, 300); round++) {
        await all(pressers, 'press', round)
        await calls.supervisor.settled()
        const status = await verifiedStatus(home.paths)
        expect(status).toMatchObject({ liveness: 'answers', owner: { pid: owner.pid }, runtime: { pid: owner.pid } })
        expect(['running', 'stopped']).toContain(status.state)
        if (status.state !== 'running') continue
        // Said to run, so it must work.
        sent++
        await home.put(`${sent}.json`, message())
        for await (const event of await calls.board.follow()) {
          if ((event.board.lanes?.[0]?.counts.completed ?? 0) >= sent) break
        }
      }
      expect((await reports(pressers)).flatMap((report) => report.troubles)).toEqual([])
      expect(await home.answers()).toHaveLength(sent)
      expect(sent).toBeGreaterThan(0)
      await controlPeer.quit(lock?.control ?? '')
      expect(await owner.ended).toEqual({ exitCode: 0, signal: null })
      expect(await verifiedStatus(home.paths)).toMatchObject({ state: 'stopped', owner: null })
    },
    stressMs,
  )

  it(
    'and a home that four processes open and close again and again never has two owners',
    async () => {
      await using home = await TestHome.create()
      await using stack = new AsyncDisposableStack()
      const pressers = await pressersOf(home)
      for (const presser of pressers) stack.use(presser)
      for (let round = 0; round < rounds(15, 300); round++) await all(pressers, 'own', round)
      const told = await reports(pressers)
      expect(told.flatMap((report) => report.troubles)).toEqual([])
      const lines = (await readFile(join(home.root, 'owners'), 'utf8')).trim().split('\n')
      for (let line = 0; line < lines.length; line += 2) expect(lines[line]).toBe(lines[line + 1]?.replace('-', '+'))
      expect(lines.length / 2).toBeGreaterThanOrEqual(rounds(15, 300))
      expect(await verifiedStatus(home.paths)).toMatchObject({ state: 'stopped', owner: null, liveness: null })
    },
    stressMs,
  )
})
