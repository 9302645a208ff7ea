import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Sessions } from './sessions'

let folder: string
let sessions: Sessions
const reopened = () => {
  sessions[Symbol.dispose]()
  sessions = new Sessions(join(folder, 'sessions.db'))
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-sessions-'))
  sessions = new Sessions(join(folder, 'sessions.db'))
})

afterEach(async () => {
  sessions[Symbol.dispose]()
  await rm(folder, { recursive: true })
})

const key = { provider: 'anthropic', agent: 'main/default', conversation: 'c-1', cwd: '/w' }
const usage = { inputTokens: 10, outputTokens: 2, costUsd: null }

test('a conversation goes on with what its last run left, also after a restart', () => {
  expect(sessions.take(key, false).plan).toEqual({ kind: 'fresh' })
  reopened()
  const first = sessions.take(key, false)
  first.end({ id: 's-1', usage })
  reopened()
  const second = sessions.take(key, false)
  expect(second.plan).toEqual({ kind: 'resume', id: 's-1', usageBefore: usage })
  second.end({ id: 's-1', usage: null })
  expect(sessions.take(key, false).plan).toEqual({ kind: 'resume', id: 's-1' })
})

test('a run that failed, or that nobody saw the end of, makes the next one fresh', () => {
  sessions.take(key, false).end({ id: 's-1', usage: null })
  sessions.take(key, false).end(null)
  const next = sessions.take(key, false)
  expect(next.plan).toEqual({ kind: 'fresh' })
  next.end({ id: 's-2', usage: null })
  sessions.take(key, false)
  reopened()
  expect(sessions.take(key, false).plan).toEqual({ kind: 'fresh' })
})

test('a run that never started changes nothing', () => {
  sessions.take(key, false).end({ id: 's-1', usage })
  sessions.take(key, true).untouched()
  expect(sessions.take(key, false).plan).toMatchObject({ kind: 'resume', id: 's-1' })
})

test('a wish for a fresh conversation is granted', () => {
  sessions.take(key, false).end({ id: 's-1', usage: null })
  expect(sessions.take(key, true).plan).toEqual({ kind: 'fresh' })
})

test.each(['provider', 'agent', 'conversation', 'cwd'] as const)('another %s has its own', (part) => {
  sessions.take(key, false).end({ id: 's-1', usage: null })
  expect(sessions.take({ ...key, [part]: 'other' }, false).plan).toEqual({ kind: 'fresh' })
})

test('one conversation has one live run', () => {
  const live = sessions.take(key, false)
  expect(() => sessions.take(key, false)).toThrow('live already')
  live.end(null)
  expect(() => sessions.take(key, false)).not.toThrow()
})

test('the oldest are forgotten when there are too many', () => {
  let now = 0
  using many = new Sessions(join(folder, 'many.db'), () => ++now, 10)
  for (let number = 0; number < 12; number++) {
    many.take({ ...key, conversation: String(number) }, false).end({ id: `s-${number}`, usage: null })
  }
  expect(many.take({ ...key, conversation: '0' }, false).plan.kind).toBe('fresh')
  expect(many.take({ ...key, conversation: '11' }, false).plan.kind).toBe('resume')
  expect(many.take({ ...key, conversation: '2' }, false).plan.kind).toBe('resume')
})
