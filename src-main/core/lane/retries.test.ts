import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { steadyClock } from '../ground/steady-clock'
import { Retries } from './retries'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_763_600_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

const at = (file: string) => ({ file, changedAt: Date.now() })
const named = (stem: string, inMs: number) => at(`${stem}~a2~n${Date.now() + inMs}.json`)

function watched(): { readonly retries: Retries; readonly told: number[] } {
  const told: number[] = []
  const retries: Retries = new Retries({
    now: Date.now,
    steadyNow: steadyClock(Date.now),
    due: () => told.push(retries.failed),
  })
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
  expect(retries.isFailed(file.file)).toBe(true)
  vi.advanceTimersByTime(7_200_001)
  expect(told.at(-1)).toBe(0)
  expect(retries.isFailed(file.file)).toBe(false)
})

test('a clock that was set forward makes an item due within seconds', () => {
  const { retries, told } = watched()
  retries.add(named('x', 7_200_000))
  vi.setSystemTime(Date.now() + 7_200_001)
  vi.advanceTimersByTime(5_000)
  expect(told).toEqual([0])
})

test('a clock that was set back makes nobody wait longer', () => {
  const { retries, told } = watched()
  const file = named('x', 2_000)
  retries.add(file)
  vi.setSystemTime(Date.now() - 3_600_000)
  vi.advanceTimersByTime(2_001)
  expect(told).toEqual([0])
  expect(retries.isFailed(file.file)).toBe(false)
})

test('what never failed is not counted, however long it is held back', () => {
  const { retries } = watched()
  retries.add(at(`x~n${Date.now() + 9_000}.json`))
  retries.add(at('y~a2.json'))
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
