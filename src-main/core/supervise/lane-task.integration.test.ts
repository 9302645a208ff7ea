import { describe, expect, it } from 'vitest'
import { answered, messageOf, TestLane } from '../../testing/lanes/test-lane'
import type { WorkerLife } from '../ground/worker'
import type { Log } from '../record/log'
import { laneWorker } from './lane-task'

const quiet = (): void => {}
const log: Log = { info: quiet, warn: quiet, error: quiet, close: async () => {} }
const work = { groupOf: () => 'agents', work: async (item: Parameters<typeof answered>[0]) => answered(item) }

const lifeOf = (stop: AbortSignal): WorkerLife => {
  return { stop, drained: stop, leave: stop, ready: quiet, beat: quiet, failing: quiet }
}

describe('the worker of a lane', () => {
  it('that is told to stop while it begins claims nothing', async () => {
    await using test = await TestLane.opened()
    await test.put('a.json', messageOf('a'))
    await test.until(() => test.lane.counts().pending === 1)
    const stop = new AbortController()
    const worker = laneWorker(test.lane, work, log, () => {})
    const run = worker.run(lifeOf(stop.signal))
    stop.abort()
    await run
    expect(test.kinds('claimed')).toEqual([])
    expect(await test.files('incoming')).toEqual(['a.json'])
  })

  it('that is told to stop does not wait for a folder that is still being read', async () => {
    await using test = await TestLane.create()
    const read = test.lane.index.ready.then(() => 'read')
    const stop = new AbortController()
    await test.lane.moves.files.createFolders()
    const run = laneWorker(test.lane, work, log, () => {}).run(lifeOf(stop.signal))
    stop.abort()
    expect(await Promise.race([run.then(() => 'ended'), read])).toBe('ended')
    await test.lane.open()
  })
})
