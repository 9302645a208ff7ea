import { expect, test } from 'vitest'
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
  const faulty = attentionOf({ ...nothing, fault: 'The state could not be written.' })
  expect(faulty).toMatchObject([{ id: 'fault', inLog: true }])
  expect(providerNotes([], spend, 'Spend cannot be read.', [])).toMatchObject([{ id: 'spend:unreadable', inLog: true }])
  const reason = 'The log of an agent says: write the log.'
  const [entry] = attentionOf({ ...nothing, supervisor: { ...nothing.supervisor, state: 'stop_failed', reason } })
  expect(entry?.sentence).toBe(reason)
  expect(entry?.inLog).toBeUndefined()
})
