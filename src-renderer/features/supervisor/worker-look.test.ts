import { expect, test } from 'vitest'
import type { WorkerHealth, WorkerState } from '#shared/supervisor'
import { canRetry, worstFirst } from './worker-look'

const worker = (name: string, state: WorkerState): WorkerHealth => {
  return { name, state, lastBeatAt: null, lastError: null, restarts: 0, nextTryAt: null }
}

test('workers that need a person come first, the others in their own order', () => {
  const workers = [
    worker('queue', 'running'),
    worker('orders', 'backing_off'),
    worker('housekeeping', 'running'),
    worker('heartbeat', 'failed'),
  ]
  expect(worstFirst(workers).map(({ name }) => name)).toEqual(['heartbeat', 'orders', 'queue', 'housekeeping'])
})

test('only a worker that failed or backs off can be tried again', () => {
  const states = ['starting', 'running', 'backing_off', 'failed', 'stopping', 'stopped'] as const
  expect(states.filter((state) => canRetry({ state }))).toEqual(['backing_off', 'failed'])
})
