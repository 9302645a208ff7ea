import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { message, TestHome, until } from '../test-home'
import { OwnerProcess } from './owner-process'
import { buildPrograms } from './programs/build-programs'
import { rounds, stressMs } from './rounds'
import { verifiedStatus } from './verified-status'

const suite = new AsyncDisposableStack()
let programs = ''

beforeAll(async () => {
  programs = suite.use(await buildPrograms([join(import.meta.dirname, 'programs/owner.ts')])).folder
})
afterAll(() => suite.disposeAsync())

/** While the file `hang` is there: heeds no signal but SIGKILL and outlives its owner. */
const agent = `
import { existsSync } from 'node:fs'
if (existsSync(import.meta.dirname + '/hang')) {
  process.on('SIGTERM', () => {})
  appendFileSync(import.meta.dirname + '/hanging', text + '\\n')
  setInterval(() => {}, 1000)
} else answer(text)
`

const stages: readonly (readonly [string, number, string, (owner: OwnerProcess, home: TestHome) => Promise<void>])[] = [
  ['while it starts', 4, '', async (owner) => void owner.ask('start').catch(() => {})],
  ['with one agent at work', 1, '', (owner, home) => working(owner, home, 1)],
  ['with eight agents at work', 8, '', (owner, home) => working(owner, home, 8)],
  [
    'while it drains',
    2,
    'drain_seconds: 1000\n',
    async (owner, home) => {
      await working(owner, home, 2)
      await owner.ask('stop')
      await owner.is('stopping')
    },
  ],
  [
    'while it ends its agents',
    2,
    'drain_seconds: 0\n',
    async (owner, home) => {
      await working(owner, home, 2)
      await owner.ask('stop')
      await owner.is('stopping')
    },
  ],
]

async function working(owner: OwnerProcess, home: TestHome, wanted: number): Promise<void> {
  await owner.ask('start')
  await owner.is('running', wanted)
  await home.untilLines('hanging', wanted)
}

describe.skipIf(process.platform === 'win32')('an owner that is killed', () => {
  it.each(stages)(
    '%s leaves what the next one finds: orphans are ended, items go back in line and are answered once',
    async (stage, items, config, reach) => {
      for (let round = 0; round < rounds(1, 10); round++) {
        await using home = await TestHome.create({ agent, config: `limits: { max_concurrent: 8 }\n${config}` })
        await writeFile(join(home.root, 'hang'), '')
        for (let item = 0; item < items; item++) await home.put(`${item}.json`, message({ message: `item ${item}` }))
        await using owner = await OwnerProcess.opened(programs, { homePath: home.root })
        await reach(owner, home)
        await owner.kill()
        const status = await verifiedStatus(home.paths)
        expect(status).toMatchObject({ owner: null, liveness: 'dead' })
        const core = await home.open()
        const before = core.board.current().supervisor
        if (stage !== 'while it starts') {
          expect(status.state).toBe('stale')
          expect(before.state).toBe('stale')
          expect(before.reason).toContain(`process ${owner.pid}, ended without stopping`)
          expect(await home.files('processing')).toHaveLength(items)
        }
        await rm(join(home.root, 'hang'))
        await core.supervisor.start()
        const board = await until(core, (now) => now.lanes[0]?.counts.completed === items)
        if (stage !== 'while it starts') {
          expect(board.recovery?.total).toBe(items)
          for (const row of board.recovery?.rows ?? []) {
            expect(row).toMatchObject({ done: 'requeued' })
            expect(row.sentence).toMatch(/^Its agent, process \d+, still ran after \d+ s and was ended\./)
          }
        }
        const answers = await home.answers()
        expect(answers.map((answer) => answer.originalMessage).sort()).toEqual(
          Array.from({ length: items }, (_, item) => `item ${item}`),
        )
        await core.supervisor.stop()
        await core.supervisor.settled()
        expect(core.board.current().supervisor.state).toBe('stopped')
        expect(await home.files('processing')).toEqual([])
      }
    },
    stressMs,
  )

  it('is shown as stale again by the next owner that is not started either', async () => {
    await using home = await TestHome.create()
    await using owner = await OwnerProcess.opened(programs, { homePath: home.root })
    await owner.ask('start')
    await owner.is('running')
    await owner.kill()
    const first = await home.open()
    expect(first.board.current().supervisor.state).toBe('stale')
    await home.close(first)
    expect(await verifiedStatus(home.paths)).toMatchObject({ state: 'stale', owner: null })
    const second = await home.open()
    expect(second.board.current().supervisor).toMatchObject({
      state: 'stale',
      reason: `The last owner, process ${owner.pid}, ended without stopping.`,
    })
    await second.supervisor.start()
    await second.supervisor.settled()
    expect(second.board.current().supervisor.state).toBe('running')
  })
})
