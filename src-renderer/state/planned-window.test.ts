import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bounds } from '#shared/limits'
import { plannedWindow } from './planned-window'

test('the first window begins at the first row', () => {
  expect(plannedWindow({ first: 0, last: 9 }, null, 0)).toEqual({ offset: 0, limit: 80 })
})

test('a little scrolling keeps the window', () => {
  const current = { offset: 0, limit: 80 }
  expect(plannedWindow({ first: 30, last: 39 }, current, 100_000)).toBe(current)
})

test('the window moves before its edge is reached', () => {
  expect(plannedWindow({ first: 60, last: 69 }, { offset: 0, limit: 80 }, 100_000)).toEqual({ offset: 20, limit: 90 })
})

test('the last rows of a list need nothing behind them', () => {
  const current = { offset: 60, limit: 80 }
  expect(plannedWindow({ first: 110, last: 119 }, current, 120)).toBe(current)
})

test('a window holds every visible row, within the bound of the contract', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(100), fc.nat(100_000), (first, span, offset) => {
      const visible = { first, last: first + span }
      const window = plannedWindow(visible, { offset, limit: 80 }, 200_000)
      expect(window.limit).toBeLessThanOrEqual(bounds.windowRows)
      expect(window.offset).toBeLessThanOrEqual(visible.first)
      expect(window.offset + window.limit).toBeGreaterThan(visible.last)
    }),
  )
})
