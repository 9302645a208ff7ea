import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Invocation } from '#shared/invocation'
import { StopReceipt } from '#shared/supervisor'
import { message, TestHome, until } from '../../testing/homes/test-home'
import { buildPrograms } from '../../testing/owners/build-programs'
import { OwnerProcess } from '../../testing/owners/owner-process'
import { type ContenderAsk, ContenderTold } from '../../testing/owners/protocol'
import { rounds, stressMs } from '../../testing/owners/stress-rounds'
import { TestProcess } from '../../testing/owners/test-process'
import { faultCode } from '../ground/fault-code'
import type { Core } from '../home/core'
import { attemptVariable } from '../provider/environment'
import { invocationFiles } from '../provider/invocation-files'
import { newInvocationId } from '../provider/invocation-id'
import { processStartTime } from '../provider/process-table'
import { markRunning } from '../provider/running-marks'
import { spawn } from '../provider/spawn'
import { homeOwner, lockOwner, lockPlace } from './home-lock'
import { livenessOf, type Owner } from './owner'
import { verifiedStatus } from './verified-status'

const composed = { channel: 'panel', sender: 'Ada', message: 'hi' }
const suite = new AsyncDisposableStack()
let programs = ''

beforeAll(async () => {
  const sources = ['owner', 'contender'].map((name) => join(import.meta.dirname, `../../testing/owners/${name}.ts`))
  programs = suite.use(await buildPrograms(sources)).folder
})
afterAll(() => suite.disposeAsync())

const agent = `
appendFileSync(import.meta.dirname + '/hanging', process.pid + '\\n')
setInterval(() => {}, 1000)
`

/** The lock of an owner that ended long ago, as a copy of the home has it. */
async function oldLock(home: TestHome): Promise<void> {
  const lock = await lockOwner(home.paths.lock)
  await writeFile(
    home.paths.lock,
    JSON.stringify({ ...lock, instance: 'long-ago', processStartedAt: 'another-boot:7' }),
  )
}

/** What a database of turns holds, seen by another connection than the owner's. */
function rowsOf(path: string): unknown[] {
  try {
    using database = new DatabaseSync(path, { readOnly: true })
    return database.prepare('SELECT * FROM turns').all()
  } catch {
    return [] // not put back yet
  }
}

/** In one step, as a living owner may write into it. */
async function withoutFolder(home: TestHome): Promise<void> {
  const aside = join(home.root, `aside-${randomUUID()}`)
  await rename(home.paths.daemon, aside)
  await rm(aside, { recursive: true, force: true })
}

const removals: readonly (readonly [string, (home: TestHome) => Promise<void>])[] = [
  ['its folder', withoutFolder],
  ['its lock', (home) => rm(home.paths.lock)],
  ['its state', (home) => rm(home.paths.runtime, { force: true })],
  ['its control socket', async (home) => rm((await lockPlace(home.paths)).control)],
  [
    'its folder, with another one in its place',
    async (home) => {
      await withoutFolder(home)
      await mkdir(home.paths.daemon, { recursive: true })
      await writeFile(join(home.paths.daemon, 'note'), 'x')
    },
  ],
  ['its lock, for one from an old copy', oldLock],
  ['what stands in its lock', (home) => writeFile(home.paths.lock, '{"pid": ')],
]

describe.skipIf(process.platform !== 'linux')('a living owner that loses', () => {
  it.each(removals)(
    '%s owns the home all the same: the next host is refused, and is told who it is',
    async (_, remove) => {
      await using home = await TestHome.create({ agent })
      // It does not look at its files meanwhile.
      await using owner = await OwnerProcess.opened(programs, { homePath: home.root, beatMs: 1_000_000 })
      await owner.ask('start')
      await home.put('one.json', message())
      await home.untilLines('hanging', 1)
      await remove(home)
      await expect(home.open()).rejects.toThrow(`in use by process ${owner.pid}`)
      expect((await homeOwner(home.paths))?.pid).toBe(owner.pid)
      expect((await verifiedStatus(home.paths)).owner?.pid).toBe(owner.pid)
      expect((await home.files('processing')).length).toBe(1)
      await owner.ask('stopNow')
      await owner.ask('settled')
    },
    60_000,
  )

  it('its control socket is told to run all the same, before it has put that back', async () => {
    await using home = await TestHome.create()
    await using owner = await OwnerProcess.opened(programs, { homePath: home.root, beatMs: 1_000_000 })
    await owner.ask('start')
    await owner.is('running')
    await rm((await lockPlace(home.paths)).control)
    // What its state file says follows what it says itself.
    await expect
      .poll(() => verifiedStatus(home.paths), { timeout: 10_000, message: 'the status tells of an owner that runs' })
      .toMatchObject({ state: 'running', liveness: 'answers' })
    await owner.ask('stopNow')
    await owner.ask('settled')
  })

  it.each(removals)('%s has it back at its next beat, and goes on with its work', async (_, remove) => {
    await using home = await TestHome.create()
    const core = await home.open({ beatMs: 20 })
    await core.supervisor.start()
    const before = await lockOwner(home.paths.lock)
    await remove(home)
    await expect.poll(() => lockOwner(home.paths.lock), { timeout: 10_000 }).toEqual(before)
    await expect.poll(() => (before === null ? null : livenessOf(before)), { timeout: 10_000 }).toBe('answers')
    await expect.poll(() => existsSync(home.paths.runtime), { timeout: 10_000 }).toBe(true)
    await home.put('one.json', message({ conversationId: 'c' }))
    await until(core, (now) => now.lanes[0]?.counts.completed === 1)
    await core.supervisor.stop()
    await core.supervisor.settled()
    await home.close(core)
    expect(existsSync(home.paths.lock)).toBe(false)
  })

  it('any file of its folder has each back at its next beat, with what is in it', async () => {
    await using home = await TestHome.create()
    const core = await home.open({ beatMs: 20 })
    await core.supervisor.start()
    await home.put('one.json', message({ conversationId: 'c' }))
    await until(core, (now) => now.lanes[0]?.counts.completed === 1)
    await core.supervisor.stop()
    await core.supervisor.settled()
    const { sessions, turns, runtime, receipt } = home.paths
    const turnsBefore = rowsOf(turns)
    expect(turnsBefore).toHaveLength(1)
    for (const remove of [
      () => withoutFolder(home),
      ...[sessions, turns, runtime, receipt].map((path) => () => rm(path)),
    ]) {
      await remove()
      for (const path of [sessions, turns, runtime, receipt])
        await expect.poll(() => existsSync(path), { timeout: 10_000 }).toBe(true)
      await expect.poll(() => rowsOf(turns), { timeout: 10_000 }).toEqual(turnsBefore)
    }
    expect(StopReceipt.parse(JSON.parse(await readFile(receipt, 'utf8')))).toEqual(core.boardNow().supervisor.receipt)
  })

  it(
    'its folder while many others want the home keeps it from all of them',
    async () => {
      await using home = await TestHome.create()
      await using owner = await OwnerProcess.opened(programs, { homePath: home.root, beatMs: 15 })
      await using contenders = new AsyncDisposableStack()
      const others = Array.from({ length: 6 }, () =>
        contenders.use(new TestProcess(join(programs, 'contender.mjs'), {}, ContenderTold)),
      )
      await Promise.all(others.map((each) => each.hears(({ kind }) => kind === 'ready')))
      const place = await lockPlace(home.paths)
      for (let round = 0; round < rounds(10, 200); round++) {
        const marks = others.map((each) => each.mark)
        const removed = rm(home.paths.daemon, { recursive: true, force: true }).catch(() => {})
        for (const each of others) each.tell({ ask: 'take', round, ...place } satisfies ContenderAsk)
        await removed
        const told = await Promise.all(
          others.map((each, index) => each.hears(({ kind }) => kind === 'taken' || kind === 'failed', marks[index])),
        )
        // Without its folder a contender may fail to write there, which is no ownership either.
        for (const each of told) if (each.kind === 'taken') expect(each).toMatchObject({ mine: false, pid: owner.pid })
      }
      await expect.poll(async () => (await lockOwner(home.paths.lock))?.pid, { timeout: 10_000 }).toBe(owner.pid)
    },
    stressMs,
  )
})

/** A home at work under an owner that looks often. */
async function atWork(home: TestHome): Promise<{ core: Core; agent: number }> {
  const core = await home.open({ beatMs: 20 })
  await core.supervisor.start()
  await home.put('one.json', message())
  await home.untilLines('hanging', 1)
  return { core, agent: Number((await readFile(join(home.root, 'hanging'), 'utf8')).trim()) }
}

async function anotherOwner(home: TestHome): Promise<Owner> {
  return {
    pid: process.ppid,
    processStartedAt: await processStartTime(process.ppid),
    instance: 'another',
    host: 'browser',
    machine: hostname(),
    since: 1,
    control: join(home.root, 'nobody.sock'),
    version: '0',
    detached: false,
  }
}

const recordOf = (home: TestHome, id: string): string => invocationFiles(home.paths.invocations, id).recordPath

/** A process of an attempt of nobody here. */
function processOf(id: string): AsyncDisposable & { readonly pid: number; end(): Promise<unknown> } {
  const { pid, exited } = spawn({
    program: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', [attemptVariable]: id },
    input: null,
  })
  if (pid === null) throw new Error('the process could not be started')
  const end = async (): Promise<unknown> => {
    if ((await processStartTime(pid)) !== null) process.kill(pid, 'SIGKILL')
    return exited
  }
  return { pid, end, [Symbol.asyncDispose]: async () => void (await end()) }
}

/** Lanes make their folders again wherever they miss them, also in a folder that took the place of the home. */
async function putBack(home: TestHome): Promise<void> {
  for (;;) {
    await rm(home.root, { recursive: true, force: true })
    try {
      return await rename(`${home.root}-moved`, home.root)
    } catch (error) {
      if (faultCode(error) !== 'ENOTEMPTY') throw error
    }
  }
}

async function endedFor(core: Core, pid: number, reason: string): Promise<void> {
  const board = await until(core, (now) => now.supervisor.reason?.includes(reason) === true)
  expect(board.attention.some(({ sentence }) => sentence.includes(reason))).toBe(true)
  await core.supervisor.settled()
  expect(await processStartTime(pid)).toBeNull()
  await expect(core.supervisor.start()).rejects.toThrow(reason)
}

describe('an owner ends its runs and starts none', () => {
  it('when another living process has its lock, and may go on when that is over', async () => {
    await using home = await TestHome.create({ agent, config: 'drain_seconds: 0\n' })
    const { core, agent: pid } = await atWork(home)
    const ours = await lockOwner(home.paths.lock)
    const theirs = await anotherOwner(home)
    await writeFile(home.paths.lock, JSON.stringify(theirs))
    await endedFor(core, pid, `Process ${process.ppid} (browser host, ${hostname()}) owns the home now.`)
    expect(await lockOwner(home.paths.lock)).toEqual(theirs)
    await rm(home.paths.lock)
    await until(core, (now) => now.supervisor.reason === null)
    expect(await lockOwner(home.paths.lock)).toEqual(ours)
    await core.supervisor.start()
    await until(core, (now) => now.supervisor.state === 'running')
  })

  it('and leaves those of the process alone that has the home now', async () => {
    await using home = await TestHome.create({ agent, config: 'drain_seconds: 0\n' })
    const { core, agent: pid } = await atWork(home)
    const [ours] = await readdir(join(home.paths.invocations, 'running'))
    const record = Invocation.parse(JSON.parse(await readFile(recordOf(home, ours ?? ''), 'utf8')))
    const id = `${record.id.slice(0, -4)}next`
    await using theirs = processOf(id)
    await mkdir(invocationFiles(home.paths.invocations, id).folder, { recursive: true })
    const processStartedAt = await processStartTime(theirs.pid)
    await markRunning(home.paths.invocations, id)
    await writeFile(recordOf(home, id), JSON.stringify({ ...record, id, pid: theirs.pid, processStartedAt }))
    await writeFile(home.paths.lock, JSON.stringify(await anotherOwner(home)))
    await endedFor(core, pid, 'owns the home now')
    expect(await processStartTime(theirs.pid)).toBe(processStartedAt)
    expect(JSON.parse(await readFile(recordOf(home, id), 'utf8'))).toMatchObject({ status: 'running' })
  })

  it('when the home is moved, makes nothing at its old place, and may go on when it is back', async () => {
    await using home = await TestHome.create({ agent, config: 'drain_seconds: 0\n' })
    const { core, agent: pid } = await atWork(home)
    const moved = `${home.root}-moved`
    await rename(home.root, moved)
    await until(core, (now) => now.supervisor.reason?.includes('was moved, removed or replaced') === true)
    await expect.poll(() => processStartTime(pid), { timeout: 20_000 }).toBeNull()
    await expect(core.lanes.send({ lane: 'queue', message: composed })).rejects.toThrow('ENOENT')
    await expect(core.agents.reset({ orchestrator: 'main', agent: 'default' })).rejects.toThrow('ENOENT')
    expect(existsSync(home.root)).toBe(false)
    await rename(moved, home.root)
    // Its item leaves the active ones as soon as the lane can be written to.
    await core.supervisor.settled()
    await until(core, (now) => now.supervisor.reason === null)
    expect((await lockOwner(home.paths.lock))?.pid).toBe(process.pid)
    await core.supervisor.start()
    await core.lanes.send({ lane: 'queue', message: composed })
    await home.untilLines('hanging', 3)
  }, 60_000)

  it('when another folder stands in the place of the home, and writes nothing into that', async () => {
    await using home = await TestHome.create({ agent, config: 'drain_seconds: 0\n' })
    const { core, agent: pid } = await atWork(home)
    await rename(home.root, `${home.root}-moved`)
    await mkdir(home.root)
    await endedFor(core, pid, 'was moved, removed or replaced')
    expect(existsSync(home.paths.lock)).toBe(false)
    await putBack(home)
    await until(core, (now) => now.supervisor.reason === null)
  })
})

it.skipIf(process.platform !== 'linux')(
  'the status of a home without owner or state tells of agents that still run',
  async () => {
    await using home = await TestHome.create()
    const id = newInvocationId()
    await mkdir(invocationFiles(home.paths.invocations, id).folder, { recursive: true })
    await using orphan = processOf(id)
    expect(await verifiedStatus(home.paths)).toMatchObject({
      state: 'stale',
      owner: null,
      reason: `Nobody owns the home, but processes of its attempts still run: ${orphan.pid}.`,
    })
    await orphan.end()
    expect(await verifiedStatus(home.paths)).toMatchObject({ state: 'stopped', reason: null })
  },
)

it('a copy of a home that is at work is a home of its own', async () => {
  await using home = await TestHome.create()
  const core = await home.open()
  await cp(home.paths.config, join(home.root, 'config.copy'))
  const copy = `${home.root}-copy`
  await mkdir(join(copy, 'daemon'), { recursive: true })
  await cp(home.paths.config, join(copy, 'config.yaml'))
  const second = await home.open({ homePath: copy })
  expect(second.boardNow().supervisor.state).toBe('stopped')
  await home.close(second)
  await rm(copy, { recursive: true })
  await home.close(core)
})
