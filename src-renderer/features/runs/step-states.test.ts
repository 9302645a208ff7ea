import { expect, test } from 'vitest'
import type { RunAttempt, RunDetail, RunPhase, RunRow } from '#shared/run'
import { likelyRetry, stepMarks } from './step-states'

const attempt = (state: RunAttempt['state'], startedAt = 1): RunAttempt => ({
  attempt: 1,
  state,
  startedAt,
  endedAt: null,
  invocationId: null,
  summary: null,
  reason: null,
  decision: null,
  outputs: [],
  costUsd: null,
})

const row = (phase: RunPhase, step: string | null): RunRow => ({
  id: 'run-000001',
  source: { kind: 'orchestrator', name: 'main' },
  workflow: 'w',
  phase,
  title: 't',
  createdAt: 0,
  startedAt: 0,
  updatedAt: 0,
  endedAt: null,
  step,
  iterations: 0,
  costUsd: null,
  costEstimated: false,
  lane: null,
  itemId: null,
  decisionId: null,
  reason: null,
})

const step = (id: string, ...attempts: RunAttempt[]): RunDetail['steps'][number] => ({
  id,
  kind: 'agent_task',
  agent: null,
  attempts,
})

test('the step a run is in shows the state of the run, the others that of their newest attempt', () => {
  const steps = [step('a', attempt('succeeded')), step('b', attempt('failed'), attempt('running')), step('c')]
  const states = (phase: RunPhase) => [...stepMarks({ row: row(phase, 'b'), steps }).values()].map(({ state }) => state)
  expect(states('running')).toEqual(['succeeded', 'running', 'untouched'])
  expect(states('waiting')).toEqual(['succeeded', 'waiting', 'untouched'])
  expect(states('queued')).toEqual(['succeeded', 'queued', 'untouched'])
})

test('a review that sent the work back is told from one that let it pass', () => {
  const said = (decision: RunAttempt['decision']) => step('r', { ...attempt('succeeded'), decision })
  const state = (decision: RunAttempt['decision']) =>
    stepMarks({ row: row('running', 'a'), steps: [said(decision)] }).get('r')?.state
  expect(state('reject')).toBe('rejected')
  expect(state('approve')).toBe('succeeded')
})

test('no step of a run that is over is lit, and what was cut off shows how the run ended', () => {
  const steps = [step('a', attempt('succeeded')), step('b', attempt('interrupted'))]
  const canceled = stepMarks({ row: row('canceled', 'b'), steps })
  expect(canceled.get('b')).toEqual({ state: 'canceled', current: false, attempts: 1 })
  expect(stepMarks({ row: row('failed', 'b'), steps }).get('b')?.state).toBe('failed')
})

test('going on is offered from the step that failed last, else from the one that was tried last', () => {
  const steps = [
    step('a', attempt('succeeded', 1)),
    step('b', attempt('failed', 2)),
    step('c', attempt('succeeded', 3)),
    step('d'),
  ]
  const retryFrom = ['a', 'b', 'c']
  expect(likelyRetry({ row: row('failed', null), steps, retryFrom })).toBe('b')
  expect(likelyRetry({ row: row('failed', 'c'), steps, retryFrom })).toBe('c')
  expect(likelyRetry({ row: row('canceled', null), steps, retryFrom: ['a', 'c'] })).toBe('c')
  expect(likelyRetry({ row: row('canceled', null), steps, retryFrom: [] })).toBe(null)
})
