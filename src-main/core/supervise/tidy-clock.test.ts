import { expect, test } from 'vitest'
import { believedTime, TidyClock } from './tidy-clock'

const hour = 3_600_000
const day = 24 * hour
const noon = Date.UTC(2026, 10, 20, 12)

test.each([
  ['as it passes', noon + hour, hour, noon + hour],
  ['after a night', noon + day, 0, noon + day],
  ['after a week without the machine', noon + 7 * day, 0, noon + 7 * day],
  ['set back, at once', noon - 400 * day, 0, noon - 400 * day],
  ['a year ahead, not at once', noon + 365 * day, 0, noon],
  ['a year ahead, a day in each hour', noon + 365 * day, 2 * hour, noon + 2 * day],
  ['ahead, never beyond it', noon + 8 * day, 100 * hour, noon + 8 * day],
])('the clock is believed %s', (_how, wall, ranMs, believed) => {
  expect(believedTime(noon, wall, ranMs)).toBe(believed)
})

test('a leap is told once, and over when the clock is right again or has been caught up with', () => {
  let wall = noon
  let running = 0
  const leaps: number[] = []
  const clock = new TidyClock(
    null,
    (aheadMs) => leaps.push(aheadMs),
    () => wall,
    () => running,
  )
  const after = (ms: number): number => {
    wall += ms
    running += ms
    return clock.now()
  }
  expect(after(hour)).toBe(noon + hour)
  wall += 365 * day
  expect(after(hour)).toBe(noon + hour + day)
  expect(after(hour)).toBe(noon + hour + 2 * day)
  expect(leaps).toEqual([365 * day + hour])
  wall -= 365 * day
  expect(after(hour)).toBe(wall)
  wall += 10 * day
  for (let round = 0; round < 4; round++) expect(after(hour)).toBeLessThan(wall)
  expect(after(hour)).toBe(wall)
  expect(leaps).toHaveLength(2)
})

test('a leap while nobody ran is one too, and beginning again and again does not make it faster', () => {
  const begun = (): number =>
    new TidyClock(
      noon,
      () => {},
      () => noon + 400 * day,
      () => 5,
    ).now()
  expect([begun(), begun()]).toEqual([noon, noon])
})
