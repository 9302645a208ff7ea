import { expect, test } from 'vitest'
import type { LaneCard } from '#shared/board'
import { type AttentionSources, attentionOf } from './attention'
import { providerNotes } from './provider-notes'

const nothing: AttentionSources = {
  lanes: [],
  supervisor: { state: 'running', since: 0, reason: null, workers: [], draining: null, receipt: null, owner: null },
  problems: [],
  unwatched: null,
  answering: null,
  fault: null,
  notes: [],
}
const spend = {
  day: '2026-11-20',
  costUsd: 0,
  estimated: false,
  inputTokens: 0,
  outputTokens: 0,
  runs: 0,
  unpricedRuns: 0,
  capped: false,
  capUsd: null,
  reached: [],
}

test('what the log tells more of says so, and nothing else does for the words it has', () => {
  const faulty = attentionOf({
    ...nothing,
    fault: { sentence: 'The state could not be written.', nextStep: 'Make room.' },
  })
  expect(faulty).toMatchObject([{ id: 'fault', inLog: true, nextStep: 'Make room.' }])
  expect(providerNotes([], spend, 'Spend cannot be read.', [])).toMatchObject([{ id: 'spend:unreadable', inLog: true }])
  const reason = 'The log of an agent says: write the log.'
  const [entry] = attentionOf({ ...nothing, supervisor: { ...nothing.supervisor, state: 'stop_failed', reason } })
  expect(entry?.sentence).toBe(reason)
  expect(entry?.inLog).toBeUndefined()
})

function lane(name: string, counts: Partial<LaneCard['counts']>): LaneCard {
  const none = { pending: 0, active: 0, completed: 0, failed: 0, dead: 0, rejected: 0, trash: 0 }
  const paths = { incomingPath: `/${name}/incoming`, outgoingPath: `/${name}/outgoing` }
  return { name, counts: { ...none, ...counts }, waiting: 0, ...paths, indexing: false, trouble: null }
}

test('what could not be done is told with the queue whose item it is, and of messages in their own words', () => {
  const lanes = [
    lane('queue', { dead: 2, rejected: 1 }),
    lane('merges', { dead: 1, rejected: 2 }),
    lane('builds', { dead: 3 }),
  ]
  expect(attentionOf({ ...nothing, lanes }).map((one) => [one.lane, one.sentence])).toEqual([
    ['queue', '2 items could not be answered.'],
    ['queue', '1 file in incoming was no message.'],
    ['merges', '1 item of merges could not be done.'],
    ['merges', '2 files in incoming of merges were no items of it.'],
    ['builds', '3 items of builds could not be done.'],
  ])
})
