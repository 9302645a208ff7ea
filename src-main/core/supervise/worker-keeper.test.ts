import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { aborted, ScriptedWorker, untilStopped } from '../../testing/owners/test-supervisor'
import { WorkerKeeper } from './worker-keeper'

const faults: string[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 })
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  faults.length = 0
})

function keeper(worker: ScriptedWorker): WorkerKeeper {
  return new WorkerKeeper(worker, {
    now: Date.now,
    changed: () => {},
    fault: (sentence) => faults.push(sentence),
  })
}

const over = { drained: AbortSignal.abort(), leave: AbortSignal.abort() }

/** Fails while `ill`, else works until it is stopped. */
function patient() {
  const state = { ill: true }
  const worker = new ScriptedWorker('patient', async (life) => {
    if (state.ill) throw new Error('the disk is full')
    await untilStopped(life)
  })
  return { state, worker, kept: keeper(worker) }
}

it('a worker that fails is begun again after growing waits, and given up after six failures', async () => {
  const { worker, kept } = patient()
  await kept.start()
  const waits: number[] = []
  while (kept.health.state === 'backing_off') {
    waits.push((kept.health.nextTryAt ?? 0) - Date.now())
    await vi.advanceTimersByTimeAsync((kept.health.nextTryAt ?? 0) - Date.now() - 1)
    expect(worker.lives).toHaveLength(waits.length)
    await vi.advanceTimersByTimeAsync(1)
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000])
  expect(kept.health).toEqual({
    name: 'patient',
    state: 'failed',
    lastBeatAt: null,
    lastError: 'the disk is full',
    restarts: 5,
    nextTryAt: null,
  })
  expect(faults).toEqual(Array(6).fill('The worker patient failed.'))
})

it('one that was given up is tried again when asked, with a clean record', async () => {
  const { state, kept } = patient()
  await kept.start()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(kept.health.state).toBe('failed')
  kept.retry()
  await vi.advanceTimersByTimeAsync(0)
  expect(kept.health).toMatchObject({ state: 'backing_off', restarts: 6 })
  state.ill = false
  await vi.advanceTimersByTimeAsync(500)
  expect(kept.health).toMatchObject({ state: 'running', lastBeatAt: Date.now(), nextTryAt: null })
  await kept.end(over)
})

it('one that backs off is tried at once when asked, and only once', async () => {
  const { state, worker, kept } = patient()
  await kept.start()
  state.ill = false
  kept.retry()
  kept.retry()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(worker.lives).toHaveLength(2)
  expect(kept.health.state).toBe('running')
  kept.retry()
  expect(worker.lives).toHaveLength(2)
  await kept.end(over)
  expect(kept.health.state).toBe('stopped')
})

it('one that heals by itself goes on, and its failures count no more once they are long past', async () => {
  const { state, worker, kept } = patient()
  await kept.start()
  await vi.advanceTimersByTimeAsync(3500)
  state.ill = false
  await vi.advanceTimersByTimeAsync(4000)
  expect(kept.health).toMatchObject({ state: 'running', restarts: 4, lastError: 'the disk is full' })
  expect(worker.lives).toHaveLength(5)
  await kept.end(over)
})

it('one that is about to fail is shown as failing while it ends what is active, and is not begun beside itself', async () => {
  const active = Promise.withResolvers<void>()
  const worker = new ScriptedWorker('busy', async (life) => {
    life.ready()
    life.failing(new Error('the folder is gone'))
    await active.promise
    throw new Error('the folder is gone')
  })
  const kept = keeper(worker)
  await kept.start()
  expect(kept.health).toMatchObject({ state: 'backing_off', lastError: 'the folder is gone', nextTryAt: null })
  kept.retry()
  expect(worker.lives).toHaveLength(1)
  active.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect(kept.health).toMatchObject({ state: 'backing_off', nextTryAt: Date.now() + 500 })
  await kept.end(over)
  expect(kept.health.state).toBe('stopped')
})

it('one that ends by itself has failed', async () => {
  const kept = keeper(new ScriptedWorker('brief', async (life) => life.ready()))
  await kept.start()
  await vi.advanceTimersByTimeAsync(0)
  expect(kept.health).toMatchObject({ state: 'backing_off', lastError: 'it ended by itself' })
  await kept.end(over)
})

it('one that is ended while it backs off is not begun again', async () => {
  const { worker, kept } = patient()
  await kept.start()
  await kept.end(over)
  kept.retry()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(worker.lives).toHaveLength(1)
  expect(kept.health).toMatchObject({ state: 'stopped', nextTryAt: null })
})

it('one that is asked for another try in the breath in which it is ended is not begun again', async () => {
  const { worker, kept } = patient()
  await kept.start()
  const ended = kept.end(over)
  kept.retry()
  await ended
  await vi.advanceTimersByTimeAsync(60_000)
  expect(worker.lives).toHaveLength(1)
  expect(kept.health.state).toBe('stopped')
})

it('one that fails while it ends has ended, with what went wrong', async () => {
  const kept = keeper(
    new ScriptedWorker('sore', async (life) => {
      await untilStopped(life)
      throw new Error('the last move was refused')
    }),
  )
  await kept.start()
  await kept.end(over)
  expect(kept.health).toMatchObject({ state: 'stopped', lastError: 'the last move was refused', nextTryAt: null })
})

it('one is told to stop, then to end what is active, then to leave, in this order', async () => {
  const heard: string[] = []
  const worker = new ScriptedWorker('good', async (life) => {
    life.ready()
    for (const name of ['stop', 'drained', 'leave'] as const) {
      await aborted(life[name])
      heard.push(name)
    }
  })
  const kept = keeper(worker)
  await kept.start()
  const drained = new AbortController()
  const leave = new AbortController()
  const ended = kept.end({ drained: drained.signal, leave: leave.signal })
  expect(kept.health.state).toBe('stopping')
  await vi.advanceTimersByTimeAsync(0)
  expect(heard).toEqual(['stop'])
  drained.abort()
  await vi.advanceTimersByTimeAsync(0)
  expect(heard).toEqual(['stop', 'drained'])
  leave.abort()
  await ended
  expect(kept.health.state).toBe('stopped')
})
