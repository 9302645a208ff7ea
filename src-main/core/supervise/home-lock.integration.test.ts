import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPrograms } from '../../testing/owners/build-programs'
import { type ContenderAsk, ContenderTold } from '../../testing/owners/protocol'
import { rounds, stressMs } from '../../testing/owners/stress-rounds'
import { TestProcess } from '../../testing/owners/test-process'
import { processStartTime } from '../provider/process-table'
import { ControlSocket } from './control-socket'
import { takeHomeLock } from './home-lock'
import { withHomeMutex } from './home-mutex'
import type { Owner } from './owner'

const who = { host: 'browser', version: '0', detached: false }
const suite = new AsyncDisposableStack()
const contenders: TestProcess<ContenderTold>[] = []
let program = ''
let folder = ''
let deadPid = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-lock-'))
  suite.defer(() => rm(folder, { recursive: true, force: true }))
  const programs = suite.use(await buildPrograms([join(import.meta.dirname, '../../testing/owners/contender.ts')]))
  program = join(programs.folder, 'contender.mjs')
  for (let count = 0; count < 8; count++) contenders.push(suite.use(await contender()))
  const brief = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  deadPid = brief.pid ?? 0
  await once(brief, 'exit')
})
afterAll(() => suite.disposeAsync())

async function contender(): Promise<TestProcess<ContenderTold>> {
  const one = new TestProcess(program, {}, ContenderTold)
  await one.hears((told) => told.kind === 'ready')
  return one
}

let made = 0

async function place() {
  made++
  const root = join(folder, String(made))
  await mkdir(root)
  return {
    path: join(root, 'supervisor.lock'),
    mutex: join(root, 'supervisor.mutex'),
    control: join(root, 'c.sock'),
    door: null,
  }
}
type Place = Awaited<ReturnType<typeof place>>

async function ownerOf(change: Partial<Owner>): Promise<string> {
  const owner: Owner = {
    pid: process.pid,
    processStartedAt: await processStartTime(process.pid),
    instance: 'before',
    host: 'browser',
    machine: hostname(),
    since: 1,
    control: join(folder, 'nobody.sock'),
    version: '0',
    detached: false,
    ...change,
  }
  return JSON.stringify(owner)
}

/** Every contender tries for the lock at once; gives what each got. */
async function contest(at: Place, round: number) {
  const ask: ContenderAsk = { ask: 'take', round, ...at }
  const marks = contenders.map((each) => each.mark)
  for (const each of contenders) each.tell(ask)
  const verdicts = await Promise.all(
    contenders.map((each, index) => each.hears(({ kind }) => kind === 'taken' || kind === 'failed', marks[index])),
  )
  return verdicts.map((verdict) => {
    if (verdict.kind !== 'taken') throw new Error(JSON.stringify(verdict))
    return verdict
  })
}

async function release(): Promise<void> {
  const marks = contenders.map((each) => each.mark)
  for (const each of contenders) each.tell({ ask: 'release' } satisfies ContenderAsk)
  await Promise.all(contenders.map((each, index) => each.hears(({ kind }) => kind === 'released', marks[index])))
}

const stale: readonly (readonly [string, (at: Place) => Promise<void>])[] = [
  ['no lock', async () => {}],
  ['the lock of a dead process', async (at) => writeFile(at.path, await ownerOf({ pid: deadPid }))],
  [
    'a lock whose pid was given to another process',
    async (at) => writeFile(at.path, await ownerOf({ processStartedAt: 'another-boot:77' })),
  ],
  [
    'a lock from before the machine was started again',
    async (at) => {
      const ticks = (await processStartTime(process.pid))?.split(':').at(-1)
      await writeFile(at.path, await ownerOf({ processStartedAt: `00000000-0000-0000-0000-000000000000:${ticks}` }))
    },
  ],
  ['a half-written lock', async (at) => writeFile(at.path, (await ownerOf({})).slice(0, 40))],
  ['an empty lock', (at) => writeFile(at.path, '')],
  ['a lock that holds something else', (at) => writeFile(at.path, '{"pid": -1}')],
]

describe('of eight processes that want the home at once', () => {
  it.each(stale)(
    'exactly one gets it: %s',
    async (_, prepare) => {
      for (let round = 0; round < rounds(5, 50); round++) {
        const at = await place()
        await prepare(at)
        const verdicts = await contest(at, round)
        const winners = verdicts.filter((verdict) => verdict.mine)
        expect(winners).toHaveLength(1)
        expect(verdicts.map((verdict) => verdict.pid)).toEqual(verdicts.map(() => winners[0]?.pid))
        expect(JSON.parse(await readFile(at.path, 'utf8'))).toMatchObject({ pid: winners[0]?.pid })
        await release()
        expect(await readdir(join(at.path, '..'))).toEqual(['supervisor.mutex'])
      }
    },
    stressMs,
  )

  it('none gets it while a living process has it, whether it answers or not', async () => {
    const at = await place()
    await writeFile(at.path, await ownerOf({}))
    const verdicts = await contest(at, 0)
    expect(verdicts.map(({ mine, pid, liveness }) => ({ mine, pid, liveness }))).toEqual(
      verdicts.map(() => ({ mine: false, pid: process.pid, liveness: 'mute' })),
    )
  })

  it('none gets it while a process of another machine has it', async () => {
    const at = await place()
    await writeFile(at.path, await ownerOf({ machine: 'elsewhere.example', pid: deadPid }))
    const verdicts = await contest(at, 0)
    expect(verdicts.map(({ mine, liveness }) => ({ mine, liveness }))).toEqual(
      verdicts.map(() => ({ mine: false, liveness: 'elsewhere' })),
    )
  })
})

describe('a process killed', () => {
  it(
    'inside the mutex leaves nothing that keeps the next one out',
    async () => {
      for (let round = 0; round < rounds(5, 50); round++) {
        const at = await place()
        await using holder = await contender()
        holder.tell({ ask: 'hold', mutex: at.mutex } satisfies ContenderAsk)
        await holder.hears(({ kind }) => kind === 'holds')
        await expect(withHomeMutex(at.mutex, 0, async () => {})).rejects.toThrow('held by another process')
        await holder.kill()
        await withHomeMutex(at.mutex, 0, async () => {})
        expect(await readdir(join(at.path, '..'))).toEqual(['supervisor.mutex'])
      }
    },
    stressMs,
  )

  it(
    'at any moment of taking the lock leaves one that the next of many takes over',
    async () => {
      for (let round = 0; round < rounds(5, 50); round++) {
        const at = await place()
        await using victim = await contender()
        victim.tell({ ask: 'take', round, ...at } satisfies ContenderAsk)
        // Somewhere between before its first step and after its last one.
        for (let tick = 0; tick < round % 12; tick++) await processStartTime(process.pid).then(() => readdir(folder))
        await victim.kill()
        const winners = (await contest(at, round)).filter((verdict) => verdict.mine)
        expect(winners).toHaveLength(1)
        await release()
      }
    },
    stressMs,
  )
})

describe('a living owner', () => {
  it.each([
    ['was removed', (at: Place) => rm(at.path)],
    ['was emptied', (at: Place) => writeFile(at.path, '')],
  ])('keeps the home although its lock %s', async (_, spoil) => {
    const at = await place()
    const lock = await takeHomeLock(at, who)
    if (!lock.mine) throw new Error('it is free')
    await using _control = await ControlSocket.listen(at.control, lock.owner)
    await spoil(at)
    const verdicts = await contest(at, 0)
    expect(verdicts.map(({ mine, pid, liveness }) => ({ mine, pid, liveness }))).toEqual(
      verdicts.map(() => ({ mine: false, pid: process.pid, liveness: 'answers' })),
    )
  })

  it('that lets go removes no lock but its own', async () => {
    const at = await place()
    const lock = await takeHomeLock(at, who)
    if (!lock.mine) throw new Error('it is free')
    const another = await ownerOf({ instance: 'another' })
    await writeFile(at.path, another)
    await lock.release()
    expect(await readFile(at.path, 'utf8')).toBe(another)
  })
})
