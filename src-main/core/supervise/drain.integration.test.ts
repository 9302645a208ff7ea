import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answered, failed, type HeldRun, messageOf, TestLane } from '../../testing/lanes/test-lane'
import { rounds, stressMs } from '../../testing/owners/stress-rounds'
import { TestSupervisor } from '../../testing/owners/test-supervisor'
import type { Ended, Work } from '../lane/work'
import type { Log } from '../record/log'
import { laneWorker } from './lane-task'
import { outcomeOf } from './outcome-of'

const quiet: Log = { info: () => {}, warn: () => {}, error: () => {}, close: async () => {} }
const kinds = ['FSEventWrap', 'Timeout', 'Immediate']
let before: readonly string[] = []

beforeEach(() => {
  before = process.getActiveResourcesInfo()
})
afterEach(() => {
  const now = process.getActiveResourcesInfo()
  const count = (names: readonly string[], kind: string) => names.filter((name) => name === kind).length
  expect(kinds.filter((kind) => count(now, kind) > count(before, kind))).toEqual([])
})

/** A supervisor over one real lane whose runs end when the test says so. */
async function supervised(inFlight: number) {
  const test = await TestLane.opened({ slots: inFlight })
  const { lane, changes } = test
  const runs = new Set<HeldRun>()
  const work: Work = (item, signal) => {
    const { promise, resolve } = Promise.withResolvers<Ended>()
    const run: HeldRun = {
      item,
      signal,
      end: (ended) => {
        if (runs.delete(run)) resolve(ended)
        changes.touch()
      },
    }
    runs.add(run)
    signal.addEventListener('abort', () => run.end({ kind: 'interrupted' }), { once: true })
    if (signal.aborted) run.end({ kind: 'interrupted' })
    changes.touch()
    return promise
  }
  const worker = laneWorker(lane, { groupOf: () => 'agents', work }, quiet, () => {})
  const { supervisor, receipts } = new TestSupervisor([worker], { outcomeOf: (_, id) => outcomeOf(lane, id) })
  return { test, runs, supervisor, receipts }
}

/** Ends a run as the numbers have it: some answer, some fail, some go on until they are stopped. */
function endAs(run: HeldRun, choice: number): void {
  if (choice === 0) run.end(answered(run.item))
  if (choice === 1) run.end(failed(run.item))
}

describe('a stop while items are in flight, with completions that arrive during the drain', () => {
  it.each([1, 8, 64])(
    'always ends, loses no slot and no item, and its receipt agrees with the disk: %s in flight',
    async (inFlight) => {
      const { test, runs, supervisor, receipts } = await supervised(inFlight)
      const all = new Set<string>()
      let chance = 7
      const next = (below: number): number => {
        chance = (chance * 1_103_515_245 + 12_345) % 2_147_483_648
        return chance % below
      }
      for (let round = 0; round < rounds(inFlight === 64 ? 5 : 20, 200); round++) {
        const { incoming, processing } = test.lane.index.folders
        for (let lacking = inFlight + 2 - [...incoming.values()].length; lacking > 0; lacking--) {
          const text = `m${all.size}`
          all.add(text)
          await test.put(`${text}.json`, messageOf(text))
        }
        supervisor.start()
        await test.until(() => runs.size === inFlight)
        const held = [...runs]
        const endings = held.map(() => next(3))
        const at = held.map(() => next(4))
        const endIn = (moment: number): void =>
          held.forEach((run, index) => {
            if (at[index] === moment) endAs(run, endings[index] ?? 0)
          })
        endIn(0)
        supervisor.stop()
        endIn(1)
        await Promise.resolve()
        endIn(2)
        await new Promise((resolve) => setImmediate(resolve))
        endIn(3)
        supervisor.stopNow()
        await supervisor.settled()

        expect(supervisor.status).toMatchObject({ state: 'stopped', draining: null })
        expect(test.slots.active).toBe(0)
        expect(runs.size).toBe(0)
        expect([...processing.values()]).toEqual([])
        expect(await test.files('processing')).toEqual([])
        // A buried item's conversation was told of it, so it is among the answers too.
        const done = await test.answered()
        const waiting = await texts(test, 'incoming')
        expect([...done, ...waiting].sort()).toEqual([...all].sort())
        expect(done).toEqual(expect.arrayContaining(await texts(test, 'dead')))
        const receipt = receipts.at(-1)
        expect(receipt).toMatchObject({ active: receipt?.items.length, leftProcesses: [], leftWorkers: [] })
        for (const { title, outcome } of receipt?.items ?? []) {
          expect({ title, outcome }).toEqual({ title, outcome: done.includes(title) ? 'finished' : 'back_in_line' })
        }
      }
      await supervisor.close()
      await test[Symbol.asyncDispose]()
    },
    stressMs,
  )
})

/** The items that stand in a folder of the lane, by their texts. */
async function texts(test: TestLane, folder: string): Promise<string[]> {
  const files = (await test.files(folder)).filter((file) => !file.endsWith('.reason'))
  return files.map((file) => /^m\d+/.exec(file)?.[0] ?? file)
}
