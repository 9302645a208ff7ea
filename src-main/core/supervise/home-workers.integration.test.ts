import { renameSync, rmSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Board } from '#shared/board'
import { message, TestHome, until } from '../../testing/homes/test-home'
import { blockFolder } from '../../testing/lanes/test-block-folder'
import type { Core } from '../home/core'
import { readRuntime } from './runtime-state'

const worker = (board: Board, name: string) => board.supervisor.workers.find((each) => each.name === name)

/** A home whose lane cannot work: a file stands where one of its folders belongs. */
async function spoilt(home: TestHome): Promise<Core> {
  const core = await home.open()
  blockFolder(join(home.paths.queue, 'outbox'))
  await core.supervisor.start()
  return core
}

describe('a lane whose worker cannot begin', () => {
  it('makes the supervisor degraded with the reason while the others work, and heals by itself once it is mended', async () => {
    await using home = await TestHome.create()
    const core = await spoilt(home)
    const board = await until(core, (now) => now.supervisor.state === 'degraded')
    expect(board.supervisor.reason).toMatch(/^The worker queue failed and is being tried again: .*outbox/)
    expect(worker(board, 'queue')?.lastError).toContain('outbox')
    await until(core, (now) => ['housekeeping', 'heartbeat'].every((name) => worker(now, name)?.state === 'running'))
    await rm(join(home.paths.queue, 'outbox'))
    const healed = await until(core, (now) => now.supervisor.state === 'running')
    expect(worker(healed, 'queue')).toMatchObject({ state: 'running', nextTryAt: null })
    expect(worker(healed, 'queue')?.restarts).toBeGreaterThanOrEqual(1)
    await home.put('one.json', message())
    await until(core, (now) => now.lanes[0]?.counts.completed === 1)
  })

  it('is tried again at once when a person asks', async () => {
    await using home = await TestHome.create()
    const core = await spoilt(home)
    await until(core, (now) => (worker(now, 'queue')?.restarts ?? 0) >= 3)
    await rm(join(home.paths.queue, 'outbox'))
    await core.supervisor.retryWorkers()
    const healed = await until(core, (now) => now.supervisor.state === 'running')
    expect(worker(healed, 'queue')?.restarts).toBe(3)
  })

  it('any more makes the supervisor degraded although an item is active, which is finished once it is mended', async () => {
    await using home = await TestHome.create({
      agent: `
import { existsSync, watch } from 'node:fs'
const go = () => existsSync(import.meta.dirname + '/go')
appendFileSync(import.meta.dirname + '/begun', '\\n')
const watcher = watch(import.meta.dirname, () => { if (go()) { watcher.close(); answer(text) } })
`,
    })
    const core = await home.open({ beatMs: 20 })
    await core.supervisor.start()
    await home.put('one.json', message())
    await home.untilLines('begun', 1)
    const outbox = join(home.paths.queue, 'outbox')
    renameSync(outbox, `${outbox}-elsewhere`)
    blockFolder(outbox)
    const ill = await until(core, (now) => now.supervisor.state === 'degraded')
    expect(worker(ill, 'queue')).toMatchObject({ state: 'backing_off', nextTryAt: null })
    await writeFile(join(home.root, 'go'), '')
    await until(core, (now) => now.lanes[0]?.trouble?.includes('refused a step') === true)
    expect(core.boardNow().supervisor.state).toBe('degraded')
    rmSync(outbox)
    renameSync(`${outbox}-elsewhere`, outbox)
    const healed = await until(
      core,
      (now) => now.lanes[0]?.counts.completed === 1 && now.supervisor.state === 'running',
    )
    expect(healed.active).toEqual([])
    expect(await home.answers()).toHaveLength(1)
  })

  it('can be stopped and is stopped at once', async () => {
    await using home = await TestHome.create()
    const core = await spoilt(home)
    await until(core, (now) => now.supervisor.state === 'degraded')
    await core.supervisor.stop()
    await core.supervisor.settled()
    expect(core.boardNow().supervisor).toMatchObject({
      state: 'stopped',
      receipt: { active: 0, leftWorkers: [], leftProcesses: [] },
    })
  })
})

it('a state file that cannot be written is said on the board and in the log, and no longer once it can be', async () => {
  await using home = await TestHome.create()
  const core = await home.open()
  await core.supervisor.settled()
  await rename(home.paths.runtime, `${home.paths.runtime}.old`)
  await mkdir(join(home.paths.runtime, 'in the way'), { recursive: true })
  await core.supervisor.start()
  const board = await until(core, (now) => now.attention.some((entry) => entry.id === 'fault'))
  expect(board.attention.find((entry) => entry.id === 'fault')?.sentence).toContain(
    'The state file could not be written',
  )
  await until(core, (now) => now.supervisor.state === 'running')
  expect(await readRuntime(`${home.paths.runtime}.old`)).toMatchObject({ state: 'stopped' })
  await rm(home.paths.runtime, { recursive: true })
  await core.supervisor.restart()
  await core.supervisor.settled()
  await until(core, (now) => now.attention.every((entry) => entry.id !== 'fault'))
  expect(await readRuntime(home.paths.runtime)).toMatchObject({ state: 'running' })
  await home.close(core)
  expect(await readFile(home.paths.log, 'utf8')).toContain('The state file could not be written')
})

it('agents get their heartbeat message where one is configured', async () => {
  await using home = await TestHome.create({
    config: 'monitoring: { heartbeat_interval: 0.05 }\n',
  })
  const config = await readFile(home.paths.config, 'utf8')
  await writeFile(
    home.paths.config,
    config.replace(
      'channel_profiles:',
      'channel_profiles:\n  heartbeat: { channel: heartbeat, orchestrator_id: main }',
    ),
  )
  const core = await home.open({ beatMs: 20 })
  await core.supervisor.start()
  await until(core, (now) => (now.lanes[0]?.counts.completed ?? 0) >= 2)
  const answers = await home.answers()
  expect(answers[0]).toMatchObject({ channel: 'heartbeat', originalMessage: 'Heartbeat' })
})

it('an owner that is closed while somebody goes on asking for a start leaves nothing running', async () => {
  await using home = await TestHome.create()
  const core = await home.open()
  await core.supervisor.start()
  await core.supervisor.settled()
  let closed = false
  const pressing = (async () => {
    while (!closed) {
      await core.supervisor.start().catch(() => {})
      await core.supervisor.restart().catch(() => {})
      await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  await home.close(core)
  closed = true
  await pressing
  expect(await readRuntime(home.paths.runtime)).toMatchObject({ state: 'stopped' })
})
