import { expect, test } from 'vitest'
import { redialDelayMs } from './redial-delay'

test('the first wait is about a quarter of a second', () => {
  expect(redialDelayMs(1, 1)).toBe(250)
  expect(redialDelayMs(1, 0)).toBe(188)
})

test('waits double and stop growing at five seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 5000].map((attempt) => redialDelayMs(attempt, 1))).toEqual([
    250, 500, 1000, 2000, 4000, 5000, 5000, 5000,
  ])
})
