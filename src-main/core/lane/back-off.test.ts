import { expect, test } from 'vitest'
import { backOffMs } from './back-off'

const retry = { baseMs: 2000, capMs: 300_000 }

test.each([
  [2, 2000],
  [3, 4000],
  [4, 8000],
  [9, 256_000],
  [10, 300_000],
  [1000, 300_000],
])('attempt %d waits %d ms at the most and a fifth less at the least', (attempt, ms) => {
  expect(backOffMs(attempt, retry, 0)).toBe(ms)
  expect(backOffMs(attempt, retry, 1)).toBe(ms * 0.8)
})
