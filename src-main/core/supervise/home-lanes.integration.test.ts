import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { answered, asking, messageOf } from '../../testing/lanes/test-lane'
import { Changes } from '../ground/changes'
import { homePaths } from '../ground/home-paths'
import { KeptFiles } from '../ground/kept-files'
import { Lane, type LaneWork } from '../lane/lane'
import { laneSettings } from '../lane/lane-settings'
import { Slots } from '../lane/slots'
import type { ClaimedItem, Ended } from '../lane/work'
import { History } from '../record/history'
import type { Log } from '../record/log'
import { Settings } from '../settings/settings-schema'
import { HomeSupervisor } from './home-supervisor'
import { RecoveryBoard } from './recovery-board'

const quiet: Log = { info: () => {}, warn: () => {}, error: () => {}, close: async () => {} }

interface Run {
  readonly item: ClaimedItem
  readonly end: (ended: Ended) => void
}

/** The supervisor of a home whose lanes and their work are the test's own. */
class LaneHome implements AsyncDisposable {
  readonly root: string
  readonly lanes = new Map<string, Lane>()
  readonly worked = new Set<string>()
  readonly runs: Run[] = []
  readonly slots = new Slots({ home: () => 9, lane: () => 9, group: () => 9 })
  readonly recovery = new RecoveryBoard()
  readonly home: HomeSupervisor
  readonly #changes = new Changes()
  readonly #history: History

  private constructor(root: string) {
    this.root = root
    const paths = homePaths(root)
    this.#history = new History(paths.history, () => {})
    const settings = Settings.parse({ drain_seconds: 30 })
    this.home = new HomeSupervisor({
      kept: new KeptFiles(),
      paths,
      owner: {
        ...{ pid: process.pid, processStartedAt: null, instance: 'i', host: 'browser', machine: hostname(), since: 0 },
        ...{ control: '', version: '0', detached: false },
      },
      host: 'browser',
      version: '0',
      earlier: {
        initial: { state: 'stopped', reason: null },
        left: { attempts: [], processes: [] },
        lastBeatAt: null,
        tidiedAt: null,
      },
      lanes: () => this.lanes,
      workOf: (lane) => (this.worked.has(lane) ? this.#work : null),
      settings: () => settings,
      recovery: this.recovery,
      log: quiet,
      ready: async () => {},
      removeOldRuns: async () => 0,
      removeOldHistory: async () => 0,
      sendHeartbeat: async () => {},
      changed: () => this.#changes.touch(),
      restored: () => {},
      stateTrouble: () => {},
    })
  }

  static async create(): Promise<LaneHome> {
    const root = await mkdtemp(join(tmpdir(), 'lanekeeper-lanes-'))
    await mkdir(join(root, 'daemon'), { recursive: true })
    return new LaneHome(root)
  }

  async add(name: string): Promise<Lane> {
    const lane = new Lane({
      ...{ name, root: join(this.root, name), durability: 'relaxed', slots: this.slots, history: this.#history },
      settings: () => laneSettings(Settings.parse({})),
      now: Date.now,
      changed: () => this.#changes.touch(),
      told: () => this.#changes.touch(),
      fault: () => {},
      endLeftovers: () => Promise.resolve(),
    })
    await lane.open()
    await lane.index.ready
    this.lanes.set(name, lane)
    this.worked.add(name)
    return lane
  }

  async put(lane: string, text: string): Promise<void> {
    await writeFile(join(this.root, text), JSON.stringify(messageOf(text)))
    await rename(join(this.root, text), join(this.root, lane, 'incoming', `${text}.json`))
  }

  async run(text: string): Promise<Run> {
    let found: Run | undefined
    await this.until(() => {
      found = this.runs.find(({ item }) => item.message.message === text)
      return found !== undefined
    })
    if (found === undefined) throw new Error(`${text} does not run`)
    return found
  }

  async until(holds: () => boolean): Promise<void> {
    for (;;) {
      const { count } = this.#changes
      if (holds()) return
      await this.#changes.since(count, new AbortController().signal)
    }
  }

  get workers(): string[] {
    return this.home.status.workers.map(({ name, state }) => (state === 'running' ? name : `${name} ${state}`)).sort()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.home.supervisor.stopNow()
    await this.home.close()
    for (const lane of this.lanes.values()) await lane.close()
    this.#history[Symbol.dispose]()
    await rm(this.root, { recursive: true, force: true })
  }

  readonly #work: LaneWork = {
    groupOf: () => 'agents',
    work: (item, signal) => {
      const { promise, resolve } = Promise.withResolvers<Ended>()
      const run: Run = {
        item,
        end: (ended) => {
          if (this.runs.includes(run)) this.runs.splice(this.runs.indexOf(run), 1)
          resolve(ended)
        },
      }
      this.runs.push(run)
      const stop = (): void => run.end({ kind: 'interrupted' })
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
      this.#changes.touch()
      return promise
    },
  }
}

it('a lane that appears while the supervisor runs is worked on, and one that loses its work is drained and shown on', async () => {
  await using test = await LaneHome.create()
  await test.add('queue')
  test.home.supervisor.start()
  await test.home.settled()
  expect(test.workers).toEqual(['heartbeat', 'housekeeping', 'queue'])

  const builds = await test.add('builds')
  test.home.lanesChanged()
  await test.put('builds', 'one')
  const one = await test.run('one')
  await test.put('builds', 'two')
  const two = await test.run('two')
  two.end(asking())
  await test.until(() => builds.parked() === 1 && builds.active.length === 1)

  test.worked.delete('builds')
  test.home.lanesChanged()
  await test.put('builds', 'later')
  expect(test.workers).toEqual(['builds stopping', 'heartbeat', 'housekeeping', 'queue'])
  one.end(answered(one.item))
  await test.until(() => test.workers.join() === 'heartbeat,housekeeping,queue')
  expect(test.home.status.state).toBe('running')
  expect(builds.card()).toMatchObject({ waiting: 1, counts: { completed: 1, active: 1, pending: 1 } })
  expect([test.runs, test.slots.active]).toEqual([[], 0])

  test.worked.add('builds')
  test.home.lanesChanged()
  await test.run('later')
  expect(test.recovery.report?.rows).toMatchObject([{ lane: 'builds', itemId: two.item.id, done: 'parked' }])
  expect(await builds.resume(two.item.id)).toBe(true)
  expect((await test.run('two')).item.id).toBe(two.item.id)
})

it('a lane without work is shown and not worked on, also after a restart', async () => {
  await using test = await LaneHome.create()
  const lane = await test.add('queue')
  test.worked.clear()
  test.home.supervisor.start()
  await test.home.settled()
  await test.put('queue', 'one')
  test.home.supervisor.restart()
  await test.home.settled()
  expect(test.workers).toEqual(['heartbeat', 'housekeeping'])
  expect(lane.counts()).toMatchObject({ pending: 1 })
  test.worked.add('queue')
  test.home.lanesChanged()
  await test.run('one')
})

it('lanes that are called like other workers have workers with names of their own', async () => {
  await using test = await LaneHome.create()
  for (const name of ['queue', 'heartbeat', 'housekeeping']) await test.add(name)
  test.home.supervisor.start()
  await test.home.settled()
  expect(test.workers).toEqual(['heartbeat', 'housekeeping', 'lane heartbeat', 'lane housekeeping', 'queue'])
})

it('a stop that races with a lane that appears leaves nothing running', async () => {
  await using test = await LaneHome.create()
  await test.add('queue')
  for (let round = 0; round < 10; round++) {
    test.home.supervisor.start()
    if (round % 2 === 0) await test.home.settled()
    const lane = await test.add(`lane-${round}`)
    await test.put(lane.name, `m${round}`)
    test.home.lanesChanged()
    for (let turn = 0; turn < round; turn++) await Promise.resolve()
    test.home.supervisor.stopNow()
    await test.home.settled()
    expect(test.home.status).toMatchObject({ state: 'stopped', workers: [], receipt: { leftWorkers: [] } })
    expect([test.runs, test.slots.active, lane.active]).toEqual([[], 0, []])
  }
})

it('an item that begins to wait for a person while the supervisor stops is told of as waiting, not as left behind', async () => {
  await using test = await LaneHome.create()
  const lane = await test.add('queue')
  test.home.supervisor.start()
  await test.home.settled()
  await test.put('queue', 'asks')
  const { item, end } = await test.run('asks')
  test.home.supervisor.stop()
  end(asking())
  await test.home.settled()
  const { state, receipt } = test.home.status
  expect([state, receipt?.items.map(({ id, outcome }) => [id, outcome])]).toEqual(['stopped', [[item.id, 'waiting']]])
  expect(lane.card().waiting).toBe(1)
})
