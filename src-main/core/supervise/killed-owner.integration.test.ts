import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Invocation } from '#shared/invocation'
import { canHaveGroups, testGroups } from '../../testing/agents/control-groups'
import { canHaveMarks } from '../../testing/agents/limit-marks'
import { message, TestHome, until } from '../../testing/homes/test-home'
import { buildPrograms } from '../../testing/owners/build-programs'
import { OwnerProcess } from '../../testing/owners/owner-process'
import { rounds, stressMs } from '../../testing/owners/stress-rounds'
import { attemptProcesses } from '../provider/attempt-processes'
import { ControlGroup } from '../provider/control-group'
import { inGroup } from '../provider/control-groups'
import { invocationFiles } from '../provider/invocation-files'
import { processCommand, processStartTime, processTable } from '../provider/process-table'
import { markedRuns } from '../provider/running-marks'
import { spawn } from '../provider/spawn'
import { verifiedStatus } from './verified-status'

const possible = await canHaveGroups()
const canMark = await canHaveMarks()
const suite = new AsyncDisposableStack()
let programs = ''

beforeAll(async () => {
  programs = suite.use(await buildPrograms([join(import.meta.dirname, '../../testing/owners/owner.ts')])).folder
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

/** Heeds no signal but SIGKILL, and has started what neither descent nor environment shows. */
const strayAgent = `
import { execFileSync } from 'node:child_process'
const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
const line = '( setsid env -i sh -c "echo \\\\$\\\\$; exec sleep 900" & ) | head -n 1'
const stray = execFileSync('sh', ['-c', line], options).trim()
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => {})
appendFileSync(import.meta.dirname + '/hanging', process.pid + ' ' + stray + '\\n')
setInterval(() => {}, 1000)
`

async function pidsIn(home: TestHome): Promise<[agent: number, stray: number]> {
  const [agent = 0, stray = 0] = (await readFile(join(home.root, 'hanging'), 'utf8')).split(/\s/).map(Number)
  return [agent, stray]
}

async function runningRecord(home: TestHome): Promise<Invocation> {
  const [id = ''] = (await markedRuns(home.paths.invocations)) ?? []
  return Invocation.parse(JSON.parse(await readFile(invocationFiles(home.paths.invocations, id).recordPath, 'utf8')))
}

/** The process that waits for the end of the owner of these groups. */
async function watchOver(folder: string): Promise<number> {
  for (const { pid } of await processTable()) {
    const words = await processCommand(pid)
    if (words.includes('lanekeeper-watch') && words.includes(folder)) return pid
  }
  throw new Error(`nobody watches over ${folder}`)
}

/** A group of another home, with somebody in it. */
async function otherHome(): Promise<AsyncDisposable & { alive(): Promise<boolean> }> {
  const groups = testGroups()
  const group = await groups.make('0other-home', {})
  if (group === null) throw new Error('no group')
  const env = { PATH: process.env.PATH ?? '' }
  const sleep = { program: '/bin/sh', args: ['-c', 'exec sleep 900'] }
  const { exited } = spawn({ ...inGroup(group, sleep, env), cwd: '/', env, input: null })
  await expect.poll(() => group.populated()).toBe(true)
  return {
    alive: () => group.populated(),
    [Symbol.asyncDispose]: async () => {
      await group.kill()
      await exited
      await group.emptied(5_000)
      await group.remove()
      await groups[Symbol.asyncDispose]()
    },
  }
}

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
        const before = core.boardNow().supervisor
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
            expect(row.sentence).toContain('was interrupted while it ran')
          }
        }
        const answers = await home.answers()
        expect(answers.map((answer) => answer.originalMessage).sort()).toEqual(
          Array.from({ length: items }, (_, item) => `item ${item}`),
        )
        await core.supervisor.stop()
        await core.supervisor.settled()
        expect(core.boardNow().supervisor.state).toBe('stopped')
        expect(await home.files('processing')).toEqual([])
      }
    },
    stressMs,
  )

  it.skipIf(process.platform !== 'linux')(
    'takes its agents with it, whatever signals they ignore, and what these started follows a moment later',
    async () => {
      await using home = await TestHome.create({ agent: strayAgent })
      await home.put('one.json', message())
      await using owner = await OwnerProcess.opened(programs, { homePath: home.root })
      await working(owner, home, 1)
      const [agent, stray] = await pidsIn(home)
      await owner.kill()
      await expect.poll(() => processStartTime(agent), { timeout: 20_000 }).toBeNull()
      if (!possible) return
      await expect.poll(() => processStartTime(stray), { timeout: 20_000 }).toBeNull()
      const record = await runningRecord(home)
      await expect.poll(() => existsSync(dirname(record.controlGroup ?? '')), { timeout: 20_000 }).toBe(false)
    },
    60_000,
  )

  it.skipIf(!possible)(
    'together with what watched over it leaves a group that the next start ends, removes and tells of',
    async () => {
      await using home = await TestHome.create({ agent: strayAgent })
      await home.put('one.json', message())
      await using owner = await OwnerProcess.opened(programs, { homePath: home.root })
      await working(owner, home, 1)
      const [agent, stray] = await pidsIn(home)
      const { controlGroup = '' } = await runningRecord(home)
      await using bystanders = await otherHome()
      process.kill(await watchOver(dirname(controlGroup)), 'SIGKILL')
      await owner.kill()
      await expect.poll(() => processStartTime(agent), { timeout: 20_000 }).toBeNull()
      expect(await processStartTime(stray)).not.toBeNull()
      const empty = new ControlGroup(join(dirname(controlGroup), 'nobodys'))
      await empty.make()

      const core = await home.open()
      await core.supervisor.start()
      const board = await until(core, (now) => (now.recovery?.total ?? 0) > 0)
      expect(board.recovery?.rows).toMatchObject([
        {
          done: 'requeued',
          sentence: expect.stringMatching(
            new RegExp(
              `^What its agent had started still ran and was ended: ${stray} \\(sleep 900\\)\\. It was interrupted`,
            ),
          ),
        },
      ])
      expect(await processStartTime(stray)).toBeNull()
      expect(existsSync(dirname(controlGroup))).toBe(false)
      expect(await bystanders.alive()).toBe(true)
      await core.supervisor.stopNow()
      await core.supervisor.settled()
      expect(core.boardNow().supervisor).toMatchObject({ state: 'stopped', receipt: { reach: 'group' } })
    },
    60_000,
  )

  it.skipIf(!canMark)(
    'leaves without control groups what its agents started: the status tells of it, and the next start ends it and tells too',
    async () => {
      await using home = await TestHome.create({ agent: strayAgent })
      await home.put('one.json', message())
      await using owner = await OwnerProcess.opened(programs, { homePath: home.root, withoutGroups: true })
      await working(owner, home, 1)
      const [agent, stray] = await pidsIn(home)
      await owner.kill()
      await expect.poll(() => processStartTime(agent), { timeout: 20_000 }).toBeNull()
      expect(await attemptProcesses(home.paths.invocations)).toMatchObject([{ pid: stray }])
      const core = await home.open({ groups: { folders: async () => [] } })
      await core.supervisor.start()
      const board = await until(core, (now) => (now.recovery?.total ?? 0) > 0)
      const sentence = `What its agent had started still ran and was ended: ${stray} (sleep 900).`
      expect(board.recovery?.rows).toMatchObject([{ done: 'requeued', sentence: expect.stringContaining(sentence) }])
      expect(await processStartTime(stray)).toBeNull()
      await core.supervisor.stopNow()
      await core.supervisor.settled()
    },
    60_000,
  )

  it('is shown as stale again by the next owner that is not started either', async () => {
    await using home = await TestHome.create()
    await using owner = await OwnerProcess.opened(programs, { homePath: home.root })
    await owner.ask('start')
    await owner.is('running')
    await owner.kill()
    const first = await home.open()
    expect(first.boardNow().supervisor.state).toBe('stale')
    await home.close(first)
    expect(await verifiedStatus(home.paths)).toMatchObject({ state: 'stale', owner: null })
    const second = await home.open()
    expect(second.boardNow().supervisor).toMatchObject({
      state: 'stale',
      reason: `The last owner, process ${owner.pid}, ended without stopping.`,
    })
    await second.supervisor.start()
    await second.supervisor.settled()
    expect(second.boardNow().supervisor.state).toBe('running')
  })
})
