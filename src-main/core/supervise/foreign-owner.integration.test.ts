import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { message, TestHome, until } from '../../testing/homes/test-home'
import { buildPrograms } from '../../testing/owners/build-programs'
import { OwnerProcess } from '../../testing/owners/owner-process'
import type { Core } from '../home/core'
import { systemProcesses } from '../provider/sweep'
import { endOwner, type OwnerPeer } from './end-owner'
import { lockOwner } from './home-lock'
import { livenessOf } from './owner'
import { verifiedStatus } from './verified-status'

const suite = new AsyncDisposableStack()
let programs = ''

beforeAll(async () => {
  programs = suite.use(await buildPrograms([join(import.meta.dirname, '../../testing/owners/owner.ts')])).folder
})
afterAll(() => suite.disposeAsync())

/** Speaks with an owner of these tests as the hosts do over the contract. */
function peerOf(owner: OwnerProcess): OwnerPeer {
  return { quit: () => owner.ask('quit'), panelAddress: async () => ({ address: 'http://panel' }) }
}

const foreign = (core: Core) => core.boardNow().supervisor

describe('a home that another process owns', () => {
  it('shows who it is, offers its panel, and refuses everything that would touch it', async () => {
    await using home = await TestHome.create()
    await using owner = await OwnerProcess.opened(programs, { homePath: home.root })
    const core = await home.open({ peer: peerOf(owner) })
    expect(foreign(core)).toMatchObject({
      state: 'foreign',
      owner: { pid: owner.pid, host: 'browser', answers: true, trouble: null },
    })
    expect(await core.supervisor.ownerPanel()).toEqual({ address: 'http://panel' })
    for (const action of ['start', 'stop', 'restart', 'stopNow', 'retryWorkers'] as const) {
      await expect(core.supervisor[action]()).rejects.toThrow(`Process ${owner.pid} (browser host) owns this home.`)
    }
    const files = [{ name: 'a.json', text: '{}' }]
    await expect(core.lanes.drop({ lane: 'queue', files })).rejects.toThrow('owns this home')
    expect(await verifiedStatus(home.paths)).toMatchObject({ state: 'stopped', liveness: 'answers' })
    await home.close(core)
    expect(await livenessOf((await lockOwner(home.paths.lock)) ?? never())).toBe('answers')
    await owner.ask('quit')
    expect(await owner.ended).toEqual({ exitCode: 0, signal: null })
  })

  it('whose owner is halted is shown as not answering, keeps the home, and answers again once it goes on', async () => {
    await using home = await TestHome.create()
    await using owner = await OwnerProcess.opened(programs, { homePath: home.root })
    const core = await home.open({ peer: peerOf(owner) })
    owner.signal('SIGSTOP')
    const board = await until(core, (now) => now.supervisor.owner?.answers === false)
    expect(board.supervisor.reason).toContain('does not answer')
    await expect(core.supervisor.ownerPanel()).rejects.toThrow('does not answer')
    // Both give the owner its time to answer.
    await Promise.all([
      expect(verifiedStatus(home.paths)).resolves.toMatchObject({ state: 'foreign', liveness: 'mute' }),
      expect(home.open()).rejects.toThrow(`in use by process ${owner.pid}`),
    ])
    owner.signal('SIGCONT')
    await until(core, (now) => now.supervisor.owner?.answers === true)
    await owner.ask('quit')
    await until(core, (now) => now.supervisor.state === 'stopped')
  })

  it.each([
    ['answers', {}, 0],
    ['was halted', { halted: true }, 0],
    ['ignores what it is asked, but not SIGTERM', { ignoreQuit: true }, 0],
  ] as const)('is taken over once its owner, which %s, has been stopped', async (_, kind, exitCode) => {
    await using home = await TestHome.create()
    const { halted = false, ...plan } = { halted: false, ...kind }
    await using owner = await OwnerProcess.opened(programs, { homePath: home.root, ...plan })
    await owner.ask('start')
    await owner.is('running')
    const quit = 'ignoreQuit' in kind ? () => Promise.reject(new Error('no')) : () => owner.ask('quit')
    const core = await home.open({ peer: { ...peerOf(owner), quit } })
    if (halted) owner.signal('SIGSTOP')
    await Promise.all([core.supervisor.stopOwner(), core.supervisor.stopOwner()])
    expect(await owner.ended).toEqual({ exitCode, signal: null })
    const board = await until(core, (now) => now.supervisor.state === 'stopped')
    expect(board.home.pid).toBe(process.pid)
    expect(await lockOwner(home.paths.lock)).toMatchObject({ pid: process.pid })
    await core.supervisor.start()
    await home.put('one.json', message())
    await until(core, (now) => now.lanes[0]?.counts.completed === 1)
  })

  it('is taken over from an owner that heeds nothing but SIGKILL, and shown as stale', async () => {
    await using home = await TestHome.create()
    await using owner = await OwnerProcess.opened(programs, {
      homePath: home.root,
      ignoreQuit: true,
      ignoreTerm: true,
    })
    await owner.ask('start')
    await owner.is('running')
    const core = await home.open({ peer: peerOf(owner) })
    const bounds = { politeMs: 20, termMs: 200, killMs: 10_000 }
    await endOwner((await lockOwner(home.paths.lock)) ?? never(), peerOf(owner), bounds)
    expect(await owner.ended).toEqual({ exitCode: null, signal: 'SIGKILL' })
    const board = await until(core, (now) => now.supervisor.state === 'stale')
    expect(board.supervisor.reason).toContain(`process ${owner.pid}, ended without stopping`)
  })

  it('that cannot be opened once its owner is gone says why, and is opened when that is mended', async () => {
    await using home = await TestHome.create()
    await using owner = await OwnerProcess.opened(programs, { homePath: home.root })
    const core = await home.open({ peer: peerOf(owner) })
    const config = await readFile(home.paths.config, 'utf8')
    await writeFile(home.paths.config, 'limits: { max_concurent: 3 }\n')
    await owner.kill()
    const board = await until(core, (now) => now.supervisor.owner?.trouble?.includes('cannot be opened') === true)
    expect(board.supervisor.reason).toMatch(/config\.yaml, line 1.*max_concurent/)
    await writeFile(home.paths.config, config)
    await until(core, (now) => now.supervisor.state === 'stopped')
  })

  it('is taken over by exactly one of many that wait for it', async () => {
    await using home = await TestHome.create()
    await using owner = await OwnerProcess.opened(programs, { homePath: home.root })
    const waiting = await Promise.all(Array.from({ length: 4 }, () => home.open({ peer: peerOf(owner) })))
    await owner.ask('quit')
    await owner.ended
    const owning = await Promise.race(waiting.map((core) => until(core, (now) => now.supervisor.state === 'stopped')))
    expect(owning.home.pid).toBe(process.pid)
    await Promise.all(
      waiting.map((core) =>
        until(core, (now) => now.supervisor.state === 'stopped' || now.supervisor.owner?.pid === process.pid),
      ),
    )
    expect(waiting.filter((core) => foreign(core).state === 'stopped')).toHaveLength(1)
  })
})

describe('ending an owner', () => {
  it('that refuses to die is given up within its bounds, and says so', async () => {
    await using home = await TestHome.create()
    await using owner = await OwnerProcess.opened(programs, { homePath: home.root })
    const bounds = { politeMs: 10, termMs: 10, killMs: 10 }
    const sent: NodeJS.Signals[] = []
    const processes = { ...systemProcesses, kill: (_: number, signal: NodeJS.Signals) => void sent.push(signal) }
    const peer = { ...peerOf(owner), quit: async () => {} }
    const lock = (await lockOwner(home.paths.lock)) ?? never()
    await expect(endOwner(lock, peer, bounds, processes)).rejects.toThrow(`Process ${owner.pid} refuses to end.`)
    expect(sent).toEqual(['SIGTERM', 'SIGCONT', 'SIGKILL'])
  })

  it('of another machine is refused, and never signals the process that has its pid here', async () => {
    await using home = await TestHome.create()
    await using owner = await OwnerProcess.opened(programs, { homePath: home.root })
    const lock = (await lockOwner(home.paths.lock)) ?? never()
    const elsewhere = { ...lock, machine: 'elsewhere.example' }
    await expect(endOwner(elsewhere, peerOf(owner))).rejects.toThrow('of the machine elsewhere.example')
    await endOwner({ ...lock, processStartedAt: 'another:1' }, peerOf(owner))
    expect(await livenessOf(lock)).toBe('answers')
  })
})

function never(): never {
  throw new Error('there is no lock')
}
