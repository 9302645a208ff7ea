import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Retries } from './retries'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_763_600_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

const named = (stem: string, inMs: number): string => `${stem}~a2~n${Date.now() + inMs}.json`

function watched(): { readonly retries: Retries; readonly told: number[] } {
  const told: number[] = []
  const retries: Retries = new Retries({ now: Date.now, due: () => told.push(retries.failed) })
  return { retries, told }
}

test('an item that may start sooner than those before it is told of when its own time has come', () => {
  const { retries, told } = watched()
  retries.add(named('slow', 50_000))
  retries.add(named('quick', 1_000))
  vi.advanceTimersByTime(1_001)
  expect(told).toEqual([1])
  vi.advanceTimersByTime(49_000)
  expect(told).toEqual([1, 0])
})

test('an item that may start in hours is told of when its time has come', () => {
  const { retries, told } = watched()
  const file = named('x', 7_200_000)
  retries.add(file)
  expect(retries.isFailed(file)).toBe(true)
  vi.advanceTimersByTime(7_200_001)
  expect(told.at(-1)).toBe(0)
  expect(retries.isFailed(file)).toBe(false)
})

test('a clock that was set forward makes an item due within a minute', () => {
  const { retries, told } = watched()
  retries.add(named('x', 7_200_000))
  vi.setSystemTime(Date.now() + 7_200_001)
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([0])
})

test('what never failed is not counted, however long it is held back', () => {
  const { retries } = watched()
  retries.add(`x~n${Date.now() + 9_000}.json`)
  retries.add('y~a2.json')
  expect(retries.failed).toBe(0)
})

test('nothing is told after it was closed', () => {
  const { retries, told } = watched()
  retries.add(named('x', 1_000))
  retries.close()
  retries.add(named('y', 1_000))
  vi.advanceTimersByTime(9_000)
  expect(told).toEqual([])
})
