import { expect, test } from 'vitest'
import type { IncomingMessage } from '#shared/message'
import { StepSpec } from '../../settings/workflow/workflow-spec'
import type { StepAttempt } from '../workflow/run-state'
import { stepConversation } from './step-conversation'

const message: IncomingMessage = { channel: 'slack', sender: 'a', message: 'm', timestamp: 1, messageId: 'm' }
const item = { lane: 'queue', key: '["slack","p","c"]', message }
const main = { kind: 'orchestrator', name: 'main' } as const
const make = StepSpec.parse({ id: 'make', type: 'agent_task', agent: 'a', prompt: 'x' })
const look = StepSpec.parse({
  ...make,
  id: 'look',
  type: 'agent_review',
  outputs: ['decision'],
  on_approve: 'done',
  on_reject: 'make',
})

const attempt = (state: StepAttempt['state'], more: Partial<StepAttempt> = {}): StepAttempt => ({
  ...{ attempt: 1, iteration: 1, state, startedAt: 1, endedAt: 2, invocationId: null, summary: null, reason: null },
  ...{ outputs: {}, outputHash: null, decision: null, costUsd: null, ...more },
})

test('a task goes on with the conversation of its message, a review with one of its own', () => {
  const run = { source: main, steps: {} }
  expect(stepConversation(run, make, item)).toEqual({ conversation: `queue ${item.key}`, fresh: false })
  expect(stepConversation(run, look, item)).toEqual({ conversation: `queue ${item.key} review`, fresh: false })
})

test('a run that its item does not keep in the order of a conversation has none', () => {
  const run = { source: main, steps: {} }
  const none = { conversation: null, fresh: false }
  expect(stepConversation(run, make, { ...item, key: null })).toEqual(none)
  expect(stepConversation(run, make, { ...item, message: { ...message, workflowRunId: 'run-1' } })).toEqual(none)
  expect(stepConversation({ ...run, source: { kind: 'queue', name: 'jobs' } }, make, item)).toEqual(none)
})

test.each([
  ['succeeded', {}, false],
  ['interrupted', {}, false],
  ['failed', {}, true],
  ['failed', { asked: true }, false],
] as const)('after an attempt that %s %j it begins anew: %s', (state, more, fresh) => {
  const run = { source: main, steps: { make: [attempt('failed'), attempt(state, more)] } }
  expect(stepConversation(run, make, item).fresh).toBe(fresh)
  expect(stepConversation(run, look, item).fresh).toBe(false)
})
