// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../testing/homes/test-home'
import { jobs, steps, TestQueue } from '../../testing/homes/test-queue'
import { Chance, runSeed } from '../../testing/lane-crash/chance'
import { buildPrograms } from '../../testing/owners/build-programs'
import { OwnerProcess } from '../../testing/owners/owner-process'
import { rounds, stressMs } from '../../testing/owners/stress-rounds'
import { processStartTime } from '../provider/process-table'

const suite = new AsyncDisposableStack()
let programs = ''

beforeAll(async () => {
  const owner = join(import.meta.dirname, '../../testing/owners/owner.ts')
  programs = suite.use(await buildPrograms([owner])).folder
}, 60_000)
afterAll(() => suite.disposeAsync())

/** A shell step that tells of each time it runs, by run. */
const told = (name: string): string =>
  `[[pipeline.work.step]]\nname = "${name}"\nrun = 'echo "$\{workspace.nonce} ${name}" >> ../../../effects; sleep 0.05'\n`

describe.skipIf(process.platform === 'win32')('an owner that is killed', () => {
  test.each(['shell', 'agent'] as const)(
    'in the middle of pipelines, in a step of kind %s: each goes on at its step, and has one result',
    async (kind) => {
      const runbook = jobs({ steps: told('first') + steps[kind] + told('last'), concurrency: 3 })
      await using lane = await TestQueue.prepared(runbook)
      for (const name of ['a', 'b', 'c']) await lane.home.put(`${name}.json`, { do: 'hang' }, 'jobs')
      await using owner = await OwnerProcess.opened(programs, { homePath: lane.home.root })
      await owner.ask('start')
      const pids = [await lane.hangs(1), await lane.hangs(2), await lane.hangs(3)]
      await owner.kill()
      expect((await lane.home.files('processing', 'jobs')).length).toBe(3)
      await lane.wake()
      await lane.open()
      await lane.lane({ completed: 3, active: 0, pending: 0 })
      expect(await Promise.all(pids.map(processStartTime))).toEqual([null, null, null])
      expect(lane.core.boardNow().recovery).toMatchObject({ total: 3 })
      const runs = await lane.runs()
      expect(runs.map(({ phase }) => phase)).toEqual(['succeeded', 'succeeded', 'succeeded'])
      const wanted = runs.flatMap(({ id }) => [`${id} first`, `${id} last`])
      expect((await lane.lines('effects')).sort()).toEqual(wanted.sort())
      const answers = await lane.home.answers('jobs')
      expect(answers.map(({ messageId }) => messageId).sort()).toEqual(['a', 'b', 'c'])
      expect(new Set(answers.map(({ workflowRunId }) => workflowRunId)).size).toBe(3)
    },
    stressMs,
  )

  test(
    'three times over: what only waited for its turn with an agent is not held to be the cause, what ran is',
    async () => {
      await using lane = await TestQueue.prepared(jobs({ steps: steps.agent, concurrency: 2 }))
      const { config } = lane.home.paths
      const text = await readFile(config, 'utf8')
      await writeFile(config, text.replace('{ kind: command,', '{ kind: command, max_concurrent: 1,'))
      expect(await readFile(config, 'utf8')).not.toBe(text)
      for (const word of ['hang', 'wait']) await lane.home.put(`${word}.json`, { do: word }, 'jobs')
      // Whichever has its turn first: one runs in each life, and the other is claimed and waits.
      const began: string[] = []
      const times = (word: string): number => began.filter((one) => one === word).length
      while (times('hang') < 3 && times('wait') < 3) {
        await using owner = await OwnerProcess.opened(programs, { homePath: lane.home.root })
        await owner.ask('start')
        await lane.home.untilLines('begun', began.length + 1)
        began.splice(0, began.length, ...(await lane.lines('begun')))
        await owner.kill()
      }
      await lane.wake()
      await lane.openGate()
      await lane.open()
      await lane.lane({ dead: 1, completed: 1, pending: 0, active: 0 })
      const given = times('hang') === 3 ? 'hang' : 'wait'
      expect((await lane.rows('dead')).map(({ file }) => file.slice(0, 4))).toEqual([given])
      expect((await lane.core.lanes.requeueInterrupted({ lane: 'jobs' })).verdicts.map(({ done }) => done)).toEqual([
        true,
      ])
      await lane.lane({ dead: 0, completed: 2 })
    },
    stressMs,
  )

  /**
   * The moments are random, and the only thing here that time decides: whatever instant a kill hits, the books must be
   * right, so no outcome of this test hangs on how fast the machine is.
   */
  test(
    'at random moments: every item has one result, and no step that was complete is run again',
    async () => {
      const chance = new Chance(runSeed())
      await using lane = await TestQueue.prepared(
        jobs({ steps: ['one', 'two', 'three', 'four'].map(told).join(''), concurrency: 4 }),
      )
      const items: string[] = []
      const complete = new Map<string, number>()
      for (let round = 0; round < rounds(4, 60); round++) {
        for (let at = 0; at < 5; at++) {
          items.push(`r${round}-${at}`)
          await lane.home.put(`r${round}-${at}.json`, { do: 'x' }, 'jobs')
        }
        await using owner = await OwnerProcess.opened(programs, { homePath: lane.home.root })
        await owner.ask('start')
        await sleep(chance.next() * 1500)
        await owner.kill()
        // A command that was started lives on for a moment, and may tell of itself until it is ended.
        for (const step of await completeSteps(lane)) {
          if (!complete.has(step)) complete.set(step, await timesTold(lane, step))
        }
      }
      await lane.open()
      await lane.lane({ pending: 0, active: 0, failed: 0, rejected: 0 })
      const about = `seed ${chance.seed}`
      for (const [step, times] of complete) expect(await timesTold(lane, step), `${about}, ${step}`).toBe(times)
      const answered = (await lane.home.answers('jobs')).map(({ messageId }) => messageId)
      expect(answered.sort(), about).toEqual(items.sort())
      const dead = (await lane.rows('dead')).map(({ reason }) => reason ?? '')
      expect(
        dead.filter((reason) => !/interrupted/i.test(reason)),
        about,
      ).toEqual([])
      for (const folder of ['incoming', 'processing', 'outbox', 'tmp'] as const) {
        expect(await lane.home.files(folder, 'jobs'), `${about}, ${folder}`).toEqual([])
      }
      // The runs of items that were buried for their interruptions end a few looks later.
      const board = await until(lane.core, ({ runs }) => runs !== undefined && runs.running + runs.queued === 0)
      expect(board.runs, about).toEqual({ queued: 0, running: 0, waiting: 0 })
      const runs = await lane.runs()
      expect(new Set(runs.map(({ itemId }) => itemId)).size, about).toBe(runs.length)
    },
    stressMs * 2,
  )
})

/** `<run> <step>` of every step whose result stands on the disk. */
async function completeSteps({ home }: TestQueue): Promise<string[]> {
  const runs = join(home.laneRoot('jobs'), 'runs')
  const found: string[] = []
  for (const run of (await readdir(runs).catch(() => [])).filter((name) => name.startsWith('run-'))) {
    const made = join(runs, run, 'steps')
    for (const step of await readdir(made).catch(() => [])) {
      const attempts = await readdir(join(made, step, 'attempts')).catch(() => [])
      if (attempts.some((attempt) => existsSync(join(made, step, 'attempts', attempt, 'result.json')))) {
        found.push(`${run} ${step}`)
      }
    }
  }
  return found
}

async function timesTold(lane: TestQueue, step: string): Promise<number> {
  return (await lane.lines('effects')).filter((line) => line === step).length
}
