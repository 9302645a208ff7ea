import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { failureNotice, resultOf } from '../failure-notice'
import type { Work } from '../work'
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
