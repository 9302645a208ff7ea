import { link } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { failureNotice, resultOf } from '../../core/lane/failure-notice'
import { retryNow } from '../../core/lane/operator-moves'
import type { Ended, Work } from '../../core/lane/work'
import { LaneInProcess } from './lane-in-process'
import { sentFile } from './sent'

/** Fails the first attempt of messages whose fate is `retried`; notes every run. */
function scripted(runs: string[], failed: (message: Parameters<Work>[0]['message']) => Ended = failure): Work {
  return async (item) => {
    const { messageId, message } = item.message
    runs.push(`${messageId} ${item.attempt}`)
    if (message === 'retried' && item.attempt === 1) return failed(item.message)
    const answer = { message: 'yes', agent: 'scripted', files: [] }
    return { kind: 'completed', result: resultOf(item.message, answer, Date.now()) }
  }
}

function failure(message: Parameters<Work>[0]['message']): Ended {
  const sentence = 'The script says so.'
  const summary = failureNotice(message, sentence)
  return { kind: 'failed', failureClass: null, sentence, nextStep: null, retryable: true, summary }
}

const first = sentFile('m', 'k', 0, 'retried')
const second = sentFile('m', 'k', 1, 'answered')
const inOrder = [`${first.id} 1`, `${first.id} 2`, `${second.id} 1`]

it.each([1, 8])(
  'an item that waits for its retry keeps its place: later ones of its key wait behind it (%s slots)',
  async (slots) => {
    await using place = await LaneInProcess.create(slots)
    const runs: string[] = []
    await place.put(first)
    await place.put(second)
    await place.lane.open()
    await place.begin(scripted(runs))
    await place.until(() => place.isQuiet)
    expect(runs).toEqual(inOrder)
  },
)

it('an item that was interrupted and goes back in line is still the first of its key', async () => {
  await using place = await LaneInProcess.create()
  const runs: string[] = []
  let interrupted = false
  await place.put(first)
  await place.put(second)
  await place.lane.open()
  const work = scripted(runs, () => ({ kind: 'interrupted' }))
  await place.begin((item, signal, working) => {
    if (interrupted || item.message.message !== 'retried') {
      runs.push(`${item.message.messageId} ${item.attempt}`)
      const answer = { message: 'yes', agent: 'scripted', files: [] }
      return Promise.resolve({ kind: 'completed', result: resultOf(item.message, answer, Date.now()) })
    }
    interrupted = true
    return work(item, signal, working)
  })
  await place.until(() => place.isQuiet)
  expect(runs).toEqual([`${first.id} 1`, `${first.id} 1`, `${second.id} 1`])
})

it('a failed item that an operator lets start at once does not lose its place to a later one of its key', async () => {
  await using place = await LaneInProcess.create(1, 3_600_000)
  const runs: string[] = []
  await place.put(first)
  await place.put(second)
  await place.lane.open()
  await place.begin(scripted(runs))
  await place.until(() => place.lane.counts().failed === 1)
  const waiting = (await place.files('incoming')).find((file) => file.startsWith(first.id)) ?? ''
  expect(await retryNow(place.lane.moves.files, waiting)).not.toBeNull()
  await place.until(() => place.isQuiet)
  expect(runs).toEqual(inOrder)
})

it('links to the file of an item that runs are items of their own, and each is run', async () => {
  await using place = await LaneInProcess.create(4)
  const only = sentFile('m', null, 0, 'answered')
  const runs: string[] = []
  const linked = Promise.withResolvers<void>()
  await place.put(only)
  await place.lane.open()
  const work = scripted(runs)
  await place.begin(async (item, signal, working) => {
    if (runs.length === 0) await linked.promise
    return work(item, signal, working)
  })
  const { processing, incoming } = place.lane.index.folders
  await place.until(() => processing.size === 1)
  const [claimed = ''] = [...processing.values()].map(({ file }) => file)
  for (const name of ['one.json', 'two.json', 'three.json']) {
    await link(join(place.path('processing'), claimed), join(place.path('incoming'), name))
  }
  await place.until(() => incoming.size === 3)
  linked.resolve()
  await place.until(() => place.isQuiet)
  expect(runs).toHaveLength(4)
})
