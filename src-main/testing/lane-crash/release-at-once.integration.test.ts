import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { failureNotice, resultOf } from '../../core/lane/failure-notice'
import { actOnItems } from '../../core/lane/item-actions'
import type { Work } from '../../core/lane/work'
import { LaneInProcess } from './lane-in-process'
import { sentFile } from './sent'

it('an item released the moment it is claimed is not run twice side by side', async () => {
  await using place = await LaneInProcess.create(2)
  const sent = sentFile('m', null, 0, 'retried')
  const over = Promise.withResolvers<void>()
  let runs = 0
  let active = 0
  let most = 0
  const work: Work = async (item, signal) => {
    if (item.attempt === 1) {
      const sentence = 'The script says so.'
      const summary = failureNotice(item.message, sentence)
      return { kind: 'failed', failureClass: null, sentence, nextStep: null, retryable: true, summary }
    }
    active++
    runs++
    most = Math.max(most, active)
    if (runs > 1) over.resolve()
    const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    if (!signal.aborted) await Promise.race([stopped, over.promise])
    active--
    if (signal.aborted) return { kind: 'interrupted' }
    const answer = { message: 'yes', agent: 'scripted', files: [] }
    return { kind: 'completed', result: resultOf(item.message, answer, Date.now()) }
  }
  // Large, so that it is still being read when it is released.
  await place.put({ ...sent, text: sent.text.padEnd(10_000_000) })
  await place.lane.open()
  await place.begin(work)
  const { processing } = place.lane.index.folders
  const second = (): string | undefined => [...processing.values()].find(({ file }) => file.includes('~a2'))?.file
  await place.until(() => second() !== undefined)
  // As a request from outside would: in a turn of its own.
  await setImmediate()
  await place.lane.release(second() ?? '')
  await place.until(() => place.isQuiet)
  expect(most).toBe(1)
  expect(place.lane.counts().completed).toBe(1)
})

it('a release that its run does not heed is given up in time, and the item goes back in line once the run ends', async () => {
  await using place = await LaneInProcess.create(1, 4, 5)
  const over = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const work: Work = async () => {
    begun.resolve()
    await over.promise
    return { kind: 'interrupted' }
  }
  await place.put(sentFile('m', null, 0, 'answered'))
  await place.lane.open()
  await place.begin(work)
  const { processing } = place.lane.index.folders
  await begun.promise
  const [listed] = processing.values()
  if (listed === undefined) throw new Error('nothing is active')
  const { id } = place.lane.record.identify(listed.file, true, listed)
  const [verdict] = await actOnItems(place.lane, 'release', [{ id, column: 'active', file: listed.file }])
  expect(verdict).toEqual({ done: false, id, reason: expect.stringContaining('stays active') })
  expect(place.lane.counts()).toMatchObject({ active: 1, pending: 0 })
  over.resolve()
  await place.until(() => processing.get(listed.file) === undefined)
  expect(place.lane.find(id)).not.toBe(null)
})
