import { expect, test } from 'vitest'
import { msLeft, steadyClock } from './steady-clock'

const hour = 3_600_000

function clocks(): { readonly now: () => number; pass(ms: number, clock?: number): void } {
  let wall = 1_763_600_000_000
  let running = 50
  const now = steadyClock(
    () => wall,
    () => running,
  )
  const pass = (ms: number, clock = ms): void => {
    running += ms
    wall += clock
  }
  return { now, pass }
}

test('a wait lasts no longer when the clock is set back, however often', () => {
  const { now, pass } = clocks()
  const start = now()
  pass(1000)
  pass(0, -hour)
  expect(now() - start).toBe(1000)
  pass(0, -hour)
  pass(500)
  expect(now() - start).toBe(1500)
})

test('a wait is over once the clock says so: after a sleep of the machine, or when it was set ahead', () => {
  const { now, pass } = clocks()
  const start = now()
  pass(10, hour)
  expect(now() - start).toBe(hour)
  pass(10, -hour)
  pass(10)
  expect(now() - start).toBe(hour + 20)
})

test.each([
  ['as long as the name says', 5000, 0, 1000, 4000],
  ['not at all once it is over', 5000, 0, 6000, 0],
  ['as long as was meant where the clock was set back since', hour + 5000, hour, 1000, 5000],
  ['as the name says where another clock gave it', 5000, hour, 1000, 4000],
])('what is left of a wait: %s', (_, until, changedAt, now, left) => {
  expect(msLeft(until, changedAt, now)).toBe(left)
})
