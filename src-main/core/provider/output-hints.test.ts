import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { OutputHints } from './output-hints'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('the first hint is given at once, others at the pace, the last is never lost', () => {
  const told: number[] = []
  const hints = new OutputHints(() => told.push(Date.now()), 50)
  const start = Date.now()
  hints.hint()
  hints.hint()
  hints.hint()
  vi.advanceTimersByTime(50)
  hints.hint()
  hints.stop()
  expect(told.map((at) => at - start)).toEqual([0, 50, 50])
  expect(vi.getTimerCount()).toBe(0)
})
