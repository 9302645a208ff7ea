import { expect, test } from 'vitest'
import type { Attention } from '#shared/board'
import type { DecisionCard } from '#shared/decision'
import { inboxEntries } from './inbox-entries'

const entry = (id: string, change: Partial<Attention> = {}): Attention => ({
  id,
  level: 'notice',
  sentence: id,
  nextStep: null,
  lane: null,
  itemId: null,
  ...change,
})

const decision = (id: string): DecisionCard => ({
  id,
  kind: 'spent',
  createdAt: 0,
  runId: null,
  source: null,
  workflow: null,
  stepId: null,
  lane: 'queue',
  itemId: 'x',
  question: `What about ${id}?`,
})

test('every open decision has one entry, whether the attention speaks of it or not', () => {
  const attention = [entry('a'), entry('b', { decisionId: 'dec-000001', level: 'warning' })]
  const entries = inboxEntries({ attention, decisions: [decision('dec-000001'), decision('dec-000002')] }, new Set())
  expect(entries.map(({ id }) => id)).toEqual(['b', 'decision dec-000002', 'a'])
  expect(entries[1]).toMatchObject({ sentence: 'What about dec-000002?', lane: 'queue', itemId: 'x' })
})

test('what is dismissed is gone, except for what waits for a decision', () => {
  const attention = [entry('a', { level: 'error' }), entry('b', { decisionId: 'dec-000001' })]
  const dismissed = new Set(['a', 'b', 'decision dec-000002'])
  const entries = inboxEntries({ attention, decisions: [decision('dec-000002')] }, dismissed)
  expect(entries.map(({ decisionId }) => decisionId)).toEqual(['dec-000002', 'dec-000001'])
})

test('a core without decisions has none', () => {
  expect(inboxEntries({ attention: [] }, new Set())).toEqual([])
})
