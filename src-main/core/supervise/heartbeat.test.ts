import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { heartbeat } from './heartbeat'
import { WorkerKeeper } from './worker-keeper'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

function beating(change: { everyMs?: () => number; send?: () => Promise<void> } = {}) {
  const told: { beats: number; readonly sentAt: number[] } = { beats: 0, sentAt: [] }
  const begunAt = Date.now()
  const worker = heartbeat({
    everyMs: 10,
    beat: () => {
      told.beats++
    },
    messageEveryMs: change.everyMs ?? (() => 30),
    sendMessage: async () => {
      told.sentAt.push(Date.now() - begunAt)
      await change.send?.()
    },
    now: Date.now,
    pause: (ms, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
      return promise
    },
  })
  const kept = new WorkerKeeper(worker, { now: Date.now, changed: () => {}, fault: () => {} })
  return { told, kept, end: () => kept.end({ drained: AbortSignal.abort(), leave: AbortSignal.abort() }) }
}

it('writes down that the owner lives and sends agents a message as often as it was told', async () => {
  const { told, kept, end } = beating()
  await kept.start()
  await vi.advanceTimersByTimeAsync(95)
  expect(told).toEqual({ beats: 10, sentAt: [30, 60, 90] })
  await end()
  await vi.advanceTimersByTimeAsync(100)
  expect(told.beats).toBe(10)
})

it('sends nothing where no message is wanted, and begins as soon as one is', async () => {
  let wanted = 0
  const { told, kept, end } = beating({ everyMs: () => wanted })
  await kept.start()
  await vi.advanceTimersByTimeAsync(95)
  expect(told.sentAt).toEqual([])
  wanted = 20
  await vi.advanceTimersByTimeAsync(10)
  expect(told.sentAt).toHaveLength(1)
  await end()
})

it('is begun again when a message cannot be sent, and does not send it twice', async () => {
  let refused = true
  const { told, kept, end } = beating({
    send: async () => {
      if (refused) throw new Error('the lane takes nothing')
    },
  })
  await kept.start()
  await vi.advanceTimersByTimeAsync(30)
  expect(kept.health).toMatchObject({ state: 'backing_off', lastError: 'the lane takes nothing' })
  refused = false
  await vi.advanceTimersByTimeAsync(500)
  expect(kept.health.state).toBe('running')
  expect(told.sentAt).toEqual([30])
  await end()
})
