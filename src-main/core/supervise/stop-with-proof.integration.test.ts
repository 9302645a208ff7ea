import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { StopReceipt } from '#shared/supervisor'
import { canHaveGroups } from '../../testing/agents/control-groups'
import { canHaveMarks } from '../../testing/agents/limit-marks'
import { message, TestHome, until } from '../../testing/homes/test-home'
import type { Core } from '../home/core'
import { markedProcesses, type ProcessPort, systemProcesses } from '../provider/sweep'
import { readRuntime } from './runtime-state'
import { verifiedStatus } from './verified-status'

const possible = await canHaveGroups()
const canMark = await canHaveMarks()

/** A child that heeds no signal but SIGKILL, holding the agent's stdout, and an agent that does not end by itself. */
const withChild = (options: string): string => `
import { spawn } from 'node:child_process'
const child = "for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {}); process.stdout.write('child'); require('fs').appendFileSync(process.argv[1], String.fromCharCode(10)); setInterval(() => {}, 1000)"
if (text === 'hang') {
  spawn(process.execPath, ['--eval', child, import.meta.dirname + '/children'], ${options}).unref()
  setInterval(() => {}, 1000)
} else answer(text)
`

const agents: readonly (readonly [string, string])[] = [
  ['ignores SIGTERM and holds stdout', withChild("{ stdio: ['ignore', 'inherit', 'inherit'] }")],
  ['forked away from its group', withChild("{ stdio: ['ignore', 'inherit', 'inherit'], detached: true }")],
  [
    'forked away and cleared its environment',
    withChild("{ stdio: ['ignore', 'inherit', 'ignore'], detached: true, env: {} }"),
  ],
]

/** An agent that leaves behind what neither marker nor process group nor descent shows, and heeds no signal itself. */
const withStray = (line: string): string => `
import { execFileSync } from 'node:child_process'
if (text === 'hang') {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
  const pid = execFileSync('sh', ['-c', ${JSON.stringify(line)}, process.execPath], options)
  for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => {})
  appendFileSync(import.meta.dirname + '/children', pid.trim() + '\\n')
  setInterval(() => {}, 1000)
} else answer(text)
`

const title =
  'process.title = "redis-server *:6379".padEnd(4000); setInterval(() => {}, 1000); console.log(process.pid)'
const strays: readonly (readonly [string, string, RegExp])[] = [
  ['clears its environment', '( setsid env -i sh -c "sleep 900 & echo \\$!" & ) | head -n 1', /^sleep 900$/],
  ['writes its title over it', `( setsid "$0" -e '${title}' & ) | head -n 1`, /^redis-server \*:6379/],
]

/** Lists one process more than there is, which belongs to an attempt and which no signal ends. */
class Unkillable implements ProcessPort {
  readonly pid = 4_000_000
  readonly patienceMs = 500
  attempt: string | null = null
  signals = 0

  kill(pid: number, signal: NodeJS.Signals): void {
    if (Math.abs(pid) === this.pid) this.signals++
    else systemProcesses.kill(pid, signal)
  }

  async table() {
    const table = await systemProcesses.table()
    const { pid, attempt } = this
    if (attempt === null) return table
    return [...table, { pid, parent: 1, group: pid, startedAt: 'then:1', order: 0, attempt }]
  }

  async command(pid: number): Promise<readonly string[]> {
    return pid === this.pid ? ['stubborn', '--token', 'abc123secret'] : []
  }

  async startTime(pid: number): Promise<string | null> {
    if (pid === this.pid) return this.attempt === null ? null : 'then:1'
    return systemProcesses.startTime(pid)
  }
}

async function hanging(home: TestHome, core: Core): Promise<string> {
  await core.supervisor.start()
  await home.put('one.json', message({ message: 'hang' }))
  await home.untilLines('children', 1)
  const board = await until(core, (now) => now.active[0]?.invocationId != null)
  return board.active[0]?.invocationId ?? ''
}

describe.skipIf(process.platform === 'win32')('a stop', () => {
  it.each(agents)(
    'ends an agent whose child %s, and proves it',
    async (_, agent) => {
      await using home = await TestHome.create({ agent, config: 'drain_seconds: 0\n' })
      const core = await home.open()
      const invocation = await hanging(home, core)
      await core.supervisor.stop()
      await core.supervisor.settled()
      const { state, receipt } = core.boardNow().supervisor
      expect(state).toBe('stopped')
      expect(receipt).toMatchObject({
        active: 1,
        items: [{ lane: 'queue', title: 'hang', outcome: 'back_in_line' }],
        leftProcesses: [],
        leftWorkers: [],
      })
      expect(receipt?.tookMs).toBeGreaterThan(0)
      expect((await markedProcesses()).filter((entry) => entry.attempt === invocation)).toEqual([])
      expect(StopReceipt.parse(JSON.parse(await readFile(home.paths.receipt, 'utf8')))).toEqual(receipt)
      expect(await readRuntime(home.paths.runtime)).toMatchObject({ state: 'stopped', receipt })
      expect(await home.files('processing')).toEqual([])
    },
    60_000,
  )

  it.skipIf(!possible).each(strays)(
    'ends what an agent started that forks twice and %s, names it and says that nothing is left',
    async (_, line, command) => {
      await using home = await TestHome.create({ agent: withStray(line), config: 'drain_seconds: 0\n' })
      const core = await home.open()
      const invocationId = await hanging(home, core)
      const [pid] = (await readFile(join(home.root, 'children'), 'utf8')).split('\n').map(Number)
      await core.supervisor.stop()
      await core.supervisor.settled()
      const { state, receipt } = core.boardNow().supervisor
      expect({ state, reach: receipt?.reach, left: receipt?.leftProcesses }).toEqual({
        state: 'stopped',
        reach: 'group',
        left: [],
      })
      expect(await systemProcesses.startTime(pid ?? 0)).toBeNull()
      const agent = { pid: expect.any(Number), command: expect.stringContaining('agent.mjs') }
      const ended = { signal: 'SIGKILL', by: 'run', invocationId }
      expect(receipt?.ended).toContainEqual({ ...agent, ...ended })
      expect(receipt?.ended).toContainEqual({ pid, command: expect.stringMatching(command), ...ended })
      expect(receipt?.endedProcesses).toBe(receipt?.ended.length)
    },
    60_000,
  )

  it.skipIf(!canMark).each(strays)(
    'without control groups ends and names all the same what an agent started that forks twice and %s',
    async (_, line, command) => {
      await using home = await TestHome.create({ agent: withStray(line), config: 'drain_seconds: 0\n' })
      const core = await home.open({ groups: { folders: async () => [] } })
      const invocationId = await hanging(home, core)
      const [pid] = (await readFile(join(home.root, 'children'), 'utf8')).split('\n').map(Number)
      await core.supervisor.stop()
      await core.supervisor.settled()
      const { state, receipt } = core.boardNow().supervisor
      expect({ state, reach: receipt?.reach, left: receipt?.leftProcesses }).toEqual({
        state: 'stopped',
        reach: 'descent',
        left: [],
      })
      expect(await systemProcesses.startTime(pid ?? 0)).toBeNull()
      expect(receipt?.ended).toContainEqual({
        ...{ pid, command: expect.stringMatching(command), signal: 'SIGKILL', by: 'run', invocationId },
      })
    },
    60_000,
  )

  it('that could have no control groups says no more than it knows', async () => {
    await using home = await TestHome.create({
      agent: 'setInterval(() => {}, 1000); appendFileSync(import.meta.dirname + "/children", "\\n")',
      config: 'drain_seconds: 0\n',
    })
    const core = await home.open({ groups: { folders: async () => [] } })
    await hanging(home, core)
    await core.supervisor.stop()
    await core.supervisor.settled()
    const { receipt } = core.boardNow().supervisor
    expect(receipt).toMatchObject({ reach: 'descent', endedProcesses: 1, ended: [{ signal: 'SIGTERM', by: 'run' }] })
  })

  it('that leaves a process which cannot be ended says so everywhere, also to the next owner, until it is gone', async () => {
    const agent = "appendFileSync(import.meta.dirname + '/children', '\\n'); setInterval(() => {}, 1000)"
    await using home = await TestHome.create({ agent, config: 'drain_seconds: 0\n' })
    const processes = new Unkillable()
    const first = await home.open({ processes })
    processes.attempt = await hanging(home, first)
    await first.supervisor.stop()
    await first.supervisor.settled()
    await saysLeft(home, first, processes.pid)
    expect(processes.signals).toBeGreaterThan(0)
    await expect(first.supervisor.start()).rejects.toThrow('left something running')
    await expect(home.close(first)).rejects.toThrow(
      `These processes refuse to end: ${processes.pid} (stubborn --token ***).`,
    )
    expect(await verifiedStatus(home.paths)).toMatchObject({ state: 'stop_failed', owner: null })

    const second = await home.open({ processes })
    const { supervisor, attention } = second.boardNow()
    expect(supervisor.state).toBe('stop_failed')
    expect(attention[0]).toMatchObject({ id: 'stop_failed', sentence: expect.stringContaining(String(processes.pid)) })
    await expect(second.supervisor.start()).rejects.toThrow('left something running')
    await second.supervisor.stop()
    await second.supervisor.settled()
    await saysLeft(home, second, processes.pid)
    processes.attempt = null
    await second.supervisor.stop()
    await second.supervisor.settled()
    const board = second.boardNow()
    expect(board.supervisor).toMatchObject({ state: 'stopped', reason: null, receipt: { leftProcesses: [] } })
    expect(board.attention).toEqual([])
    expect(await readRuntime(home.paths.runtime)).toMatchObject({ state: 'stopped', left: { processes: [] } })
    expect(await home.files('incoming')).toHaveLength(1)
  }, 90_000)

  it('that left a process which has ended since is forgotten by the next owner', async () => {
    await using home = await TestHome.create()
    const first = await home.open()
    await home.close(first)
    const before = await readRuntime(home.paths.runtime)
    const left = { attempts: ['gone'], processes: [{ pid: process.pid, startedAt: 'another:1' }] }
    await writeFile(home.paths.runtime, JSON.stringify({ ...before, state: 'stop_failed', reason: 'x', left }))
    const second = await home.open()
    await second.supervisor.start()
    await second.supervisor.settled()
    expect(second.boardNow().supervisor).toMatchObject({ state: 'running', reason: null })
  })
})

async function saysLeft(home: TestHome, core: Core, pid: number): Promise<void> {
  const board = core.boardNow()
  const sentence = `These processes refuse to end: ${pid} (stubborn --token ***).`
  expect(board.supervisor).toMatchObject({
    state: 'stop_failed',
    reason: sentence,
    receipt: { leftProcesses: [pid], left: [{ pid, command: 'stubborn --token ***' }], leftWorkers: [] },
  })
  expect(board.attention[0]).toMatchObject({ id: 'stop_failed', level: 'error', sentence })
  expect(await readRuntime(home.paths.runtime)).toMatchObject({
    state: 'stop_failed',
    reason: sentence,
    receipt: { leftProcesses: [pid] },
    left: { processes: [{ pid, startedAt: 'then:1' }] },
  })
  expect(StopReceipt.parse(JSON.parse(await readFile(home.paths.receipt, 'utf8'))).leftProcesses).toEqual([pid])
}
