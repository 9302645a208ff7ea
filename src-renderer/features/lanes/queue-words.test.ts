import { expect, test } from 'vitest'
import { queueWords } from './queue-words'

const queue = { runbook: 'build.toml', vars: [], pipeline: 'build', concurrency: 2, retries: 0, cooldownMs: 0 }

test('a queue says what takes from it, how much at once and how often', () => {
  expect(queueWords(queue)).toBe(
    'A queue of build.toml. Its items go through the pipeline build, 2 at a time. Nothing is tried again.',
  )
  expect(queueWords({ ...queue, retries: 2, cooldownMs: 60_000 })).toContain(
    'tried again 2 times, each time after 1 min',
  )
  expect(queueWords({ ...queue, retries: 1 })).toContain('tried again once.')
})

test('a queue without a worker says that its items wait', () => {
  expect(queueWords({ ...queue, pipeline: null, retries: 3 })).toBe(
    'A queue of build.toml. No worker takes from it, so its items wait.',
  )
})
