import { describe, expect, test } from 'vitest'
import { Arrivals } from './arrivals'
import type { Listed } from './sliced-scan'

const listed = (inode: number, arrival: number): Listed => {
  return { file: `${inode}.json`, ms: 5, ns: 0, arrival, changedAt: 0, bytes: 1, inode, regular: true }
}

describe('the arrivals of a lane', () => {
  test('are in the order in which they were heard of, within one tick of the clock and when it is set back', () => {
    const arrivals = new Arrivals()
    const ticks = [1_763_600_000_000, 1_763_600_000_000, 1_763_600_000_000, 1_763_500_000_000, 1_763_600_000_004]
    const heard = ticks.map((tick, at) => arrivals.heard(listed(at, tick)).arrival)
    expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b))
    expect(heard[0]).toBe(ticks[0])
    expect(heard[4]).toBe(ticks[4])
  })

  test('of what a scan finds are its own times, and none before what was known when it began', () => {
    const arrivals = new Arrivals()
    expect(arrivals.found(listed(1, 20), 0).arrival).toBe(20)
    expect(arrivals.found(listed(2, 10), 0).arrival).toBe(10)
    expect(arrivals.last).toBe(20)
    expect([10, 20, 30].map((time) => arrivals.found(listed(3, time), 20).arrival)).toEqual([20, 20, 30])
  })

  test('stay with a file while it is moved, and are forgotten once that is done', () => {
    const arrivals = new Arrivals()
    const moved = arrivals.keep(listed(1, 7))
    expect(arrivals.heard({ ...listed(1, 0), file: '1~n1.json' }).arrival).toBe(7)
    moved()
    expect(arrivals.heard(listed(1, 9)).arrival).toBe(9)
  })

  test('of what was out of the line before this process began come before all others', () => {
    const arrivals = new Arrivals()
    arrivals.heard(listed(1, 7))
    expect(arrivals.heard(listed(2, 0)).arrival).toBe(0)
    expect(arrivals.found(listed(2, 0), 7).arrival).toBe(0)
  })
})
