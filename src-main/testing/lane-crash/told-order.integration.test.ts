import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { failureNotice, resultOf } from '../../core/lane/failure-notice'
import type { Work } from '../../core/lane/work'
import { LaneInProcess } from './lane-in-process'
import { sentFile } from './sent'

it('an item whose retry is faster than its failure is told of still counts as completed in the end', async () => {
  await using place = await LaneInProcess.create(2)
  const sentence = 'The script says so.'
  const work: Work = async ({ attempt, message }) => {
    if (attempt > 1) return { kind: 'completed', result: resultOf(message, { message: '', agent: 'a', files: [] }, 1) }
    const summary = failureNotice(message, sentence)
    return { kind: 'failed', failureClass: null, sentence, nextStep: null, retryable: true, summary }
  }
  // A disk that takes its time to sync `incoming`, where the failed item goes.
  const { files } = place.lane.moves
  const sync = files.sync.bind(files)
  files.sync = async (folder) => {
    if (folder === 'incoming') await Promise.race([place.until(() => place.lane.counts().completed > 0), sleep(300)])
    return sync(folder)
  }
  await place.put(sentFile('m', null, 0, 'retried'))
  await place.lane.open()
  await place.begin(work)
  await place.until(() => place.isQuiet)
  expect(place.lane.counts().completed).toBe(1)
  expect(await place.files('outgoing')).toHaveLength(1)
})
