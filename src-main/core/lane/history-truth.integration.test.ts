import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { IncomingMessage } from '#shared/message'
import { messageOf, TestLane } from '../../testing/lanes/test-lane'
import { outgoingStem, resultOf } from './failure-notice'
import { laneFolders } from './lane-paths'
import type { Identity } from './lane-record'
import { reconcileResults, unknownResults } from './reconcile'

const message = IncomingMessage.parse({ ...messageOf('what is new?', 'c'), messageId: 'm-1' })
const answer = JSON.stringify(resultOf(message, { message: 'nothing', agent: 'a', files: [] }, 1).outgoing)

/** A lane whose owner died at once after it had written down that it claimed `x`; each text stands in `folder/file`. */
async function died(files: Record<string, string>): Promise<{ lane: TestLane; x: Identity } & AsyncDisposable> {
  const lane = await TestLane.create()
  for (const folder of laneFolders) await mkdir(lane.path(folder), { recursive: true })
  for (const [path, text] of Object.entries(files)) await writeFile(join(lane.root, 'queue', path), text)
  const x = { id: 'x@a.0', arrivedAt: 10, bytes: 5, attempt: 2, stem: 'x' }
  lane.lane.record.tell(x, { kind: 'claimed', status: 'active', text: 'Claimed (attempt 2)', message })
  await lane.lane.open()
  return { lane, x, [Symbol.asyncDispose]: () => lane[Symbol.asyncDispose]() }
}

describe('the history of an item that was active when the process died', () => {
  test('says that it completed when its result alone was left', async () => {
    await using left = await died({ 'outbox/r~r~cabcd1.json': answer })
    await left.lane.begin()
    expect(left.lane.history.notes('queue', left.x.id)).toMatchObject({
      status: 'completed',
      attempt: 2,
      arrived_at: 10,
      result_file: 'r.json',
    })
    expect(left.lane.lane.counts().completed).toBe(1)
    expect(left.lane.history.timeline('queue', left.x.id).map(({ kind }) => kind)).toEqual(['claimed', 'recovered'])
  })

  test('says that it completed when its result had been published', async () => {
    await using left = await died({ 'outgoing/r.json': answer })
    await reconcileResults(left.lane.lane, left.lane.history, 1_000_000)
    expect(left.lane.history.notes('queue', left.x.id)).toMatchObject({ status: 'completed', result_file: 'r.json' })
    expect(left.lane.lane.counts().completed).toBe(1)
  })

  test('is known to be completed before anything else in a full outgoing is looked at', async () => {
    const others = Array.from({ length: 300 }, (_, at) => [
      `outgoing/aa_other-${at}_1.json`,
      JSON.stringify(
        resultOf({ ...message, messageId: `other-${at}` }, { message: '', agent: 'a', files: [] }, 1).outgoing,
      ),
    ])
    const own = outgoingStem(message, 7)
    await using left = await died({ ...Object.fromEntries(others), [`outgoing/${own}.json`]: answer })
    const { lane, history } = left.lane
    const unknown = unknownResults(lane, history, 1_000_000)
    await unknown.ofActive
    expect(history.notes('queue', left.x.id)).toMatchObject({ status: 'completed', result_file: `${own}.json` })
    expect(lane.counts().completed).toBeLessThan(301)
    await left.lane.begin()
    await left.lane.put('new.json', messageOf('new'))
    await left.lane.until(() => left.lane.events.some(({ kind }) => kind === 'completed'))
    expect(await unknown.others).toBe(300)
    expect(lane.counts().completed).toBeGreaterThanOrEqual(301)
  })

  test('is not completed by the answer to another message', async () => {
    const { outgoing } = resultOf({ ...message, messageId: 'm-2' }, { message: 'nothing', agent: 'a', files: [] }, 1)
    const text = JSON.stringify(outgoing)
    await using left = await died({ 'outgoing/r.json': text })
    await reconcileResults(left.lane.lane, left.lane.history, 1_000_000)
    expect(left.lane.history.notes('queue', left.x.id)?.status).toBe('active')
    expect(left.lane.lane.counts().completed).toBe(1)
  })

  test('says that it is dead when it had been buried', async () => {
    await using lane = await TestLane.create()
    for (const folder of laneFolders) await mkdir(lane.path(folder), { recursive: true })
    await writeFile(lane.path('dead', 'x~cabcd1.json'), JSON.stringify(message))
    await lane.lane.open()
    await lane.lane.index.ready
    const listed = lane.lane.index.folders.dead.get('x~cabcd1.json')
    if (listed === undefined) throw new Error('it is not in dead')
    const x = lane.lane.record.identify(listed.file, true, listed)
    lane.lane.record.tell(x, { kind: 'claimed', status: 'active', text: 'Claimed (attempt 1)', message })
    await lane.begin()
    expect(lane.history.notes('queue', x.id)).toMatchObject({ status: 'dead' })
    await lane.end()
    await lane.begin()
    expect(lane.kinds('recovered')).toHaveLength(1)
  })
})

test.each([1, 2])('an item held back at attempt %s is in the history what it is in the lane', async (attempt) => {
  await using lane = await TestLane.begun({ held: true })
  await lane.put(attempt === 1 ? 'x.json' : `x~a${attempt}.json`, messageOf('x'))
  const { end, item } = await lane.run('x')
  end({ kind: 'held', sentence: 'The provider is shut.', nextStep: null, notBefore: Date.now() + 3_600_000 })
  await lane.until(() => lane.kinds('held').length === 1 && lane.lane.counts().active === 0)
  const { pending, failed } = lane.lane.counts()
  const column = attempt === 1 ? 'pending' : 'failed'
  expect({ pending, failed }).toEqual({ pending: 0, failed: 0, [column]: 1 })
  expect(lane.history.notes('queue', item.id)?.status).toBe(column)
})
