import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { failureNotice, resultOf } from '../../core/lane/failure-notice'
import { messageReading } from '../../core/lane/inspect'
import { formatItemName, parseItemName } from '../../core/lane/item-name'
import { reconcileResults } from '../../core/lane/reconcile'
import { recoverLane } from '../../core/lane/recovery'
import type { Work } from '../../core/lane/work'
import { LaneInProcess } from './lane-in-process'
import { sentFile } from './sent'

const idle: Work = () => Promise.resolve({ kind: 'interrupted' })

it('recovery leaves alone what this very process is writing: an item enqueued meanwhile is accepted', async () => {
  await using place = await LaneInProcess.create()
  await place.lane.open()
  const lines = Array.from({ length: 8 }, (_, line) =>
    Array.from({ length: 15 }, (_, seq) => sentFile(`m${line}`, null, seq, 'answered')),
  )
  const enqueued = lines.map(async (line) => {
    for (const { id, text } of line) expect(await place.lane.moves.enqueue(id, text)).toBe(`${id}.json`)
  })
  let done = false
  const all = Promise.all(enqueued).finally(() => {
    done = true
  })
  const { moves, record } = place.lane
  const options = {
    moves,
    record,
    reading: messageReading,
    itemBytes: 1_000_000,
    endLeftovers: () => Promise.resolve(),
    now: Date.now,
  }
  while (!done) await recoverLane(options)
  await all
})

it('a reason that a crash left half-written does not stay beside the item that is buried after all', async () => {
  await using place = await LaneInProcess.create()
  const file = 'm~i2~cabcd1234.json'
  await place.put(sentFile('m', null, 0, 'answered'), 'processing', file)
  await writeFile(join(place.path('dead'), `${file}.reason`), '{"at":17636')
  await place.lane.open()
  await place.begin(idle)
  expect(JSON.parse(await readFile(join(place.path('dead'), `${file}.reason`), 'utf8'))).toMatchObject({
    sentence: expect.stringContaining('interrupted 3 times'),
  })
})

it('a result that recovery publishes counts as completed, although its item is gone', async () => {
  await using place = await LaneInProcess.create()
  const { text, id } = sentFile('m', null, 0, 'answered')
  const { outgoing } = resultOf(JSON.parse(text), { message: 'yes', agent: 'scripted', files: [] }, 1)
  const answer = JSON.stringify(outgoing)
  await writeFile(join(place.path('outbox'), `test_${id}_1~r~c1abcdefg.json`), answer)
  await place.lane.open()
  await place.begin(idle)
  expect(await place.files('outgoing')).toEqual([`test_${id}_1.json`])
  expect(place.lane.counts().completed).toBe(1)
  await reconcileResults(place.lane, place.history, 1_000_000)
  expect(place.lane.counts().completed).toBe(1)
})

it('a failure summary that the history does not know is not taken for an answer', async () => {
  await using place = await LaneInProcess.create()
  const { outgoing } = failureNotice(JSON.parse(sentFile('m', null, 0, 'answered').text), 'It could not.')
  const text = JSON.stringify(outgoing)
  await writeFile(join(place.path('outgoing'), 'test_m_1.json'), text)
  await place.lane.open()
  await reconcileResults(place.lane, place.history, 1_000_000)
  expect(place.lane.counts().completed).toBe(0)
})

const own = 'm~c1abcdefg.json'

it.each([
  ['discarded', 'dead', own, 'trash', formatItemName({ ...parseItemName(own, true), from: 'dead' })],
  ['restored', 'trash', formatItemName({ ...parseItemName(own, true), from: 'rejected' }), 'rejected', own],
] as const)(
  'the reason of an item that was %s when the process died follows it from %s',
  async (_, from, before, to, now) => {
    await using place = await LaneInProcess.create()
    const reason = JSON.stringify({ at: 1, sentence: 'It said so.', nextStep: null })
    await place.put(sentFile('m', null, 0, 'malformed'), to, now)
    await writeFile(join(place.path(from), `${before}.reason`), reason)
    await place.lane.open()
    await place.begin(idle)
    expect(await readFile(join(place.path(to), `${now}.reason`), 'utf8')).toBe(reason)
    expect(await place.files(from)).toEqual([])
  },
)

it('an item that goes back in line takes a name with state in it, which no foreign writer overwrites by chance', async () => {
  await using place = await LaneInProcess.create()
  const sent = sentFile('m', null, 0, 'answered')
  await place.put(sent, 'processing', `${sent.id}~c1abcdefg.json`)
  const back = await place.lane.moves.giveBack(`${sent.id}~c1abcdefg.json`, {})
  expect(back).not.toBe(`${sent.id}.json`)
  expect(parseItemName(back ?? '', false)).toMatchObject({ stem: sent.id, attempt: 1, interrupted: 0 })
})
