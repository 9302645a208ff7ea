import { expect, test } from 'vitest'
import { dueFire, nextFire, type Schedule, scheduleProblem } from './schedule'

const clock = (pattern: string, timezone = 'UTC'): Schedule => ({ kind: 'clock', pattern, timezone })
const at = (text: string): number => Date.parse(text)
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

test.each([
  [clock('0 2 * * *'), '2026-12-01T01:00:00Z', '2026-12-01T02:00:00.000Z'],
  [clock('*/15 * * * *'), '2026-12-01T01:00:00Z', '2026-12-01T01:15:00.000Z'],
  [clock('0 9 * * 1-5', 'Europe/Rome'), '2026-12-04T12:00:00Z', '2026-12-07T08:00:00.000Z'],
  // The clock goes forward on 2026-03-29 and back on 2026-10-25.
  [clock('0 9 * * *', 'Europe/Rome'), '2026-03-28T12:00:00Z', '2026-03-29T07:00:00.000Z'],
  [clock('0 9 * * *', 'Europe/Rome'), '2026-10-24T12:00:00Z', '2026-10-25T08:00:00.000Z'],
  [{ kind: 'interval', everyMs: 1_200_000 } as const, '2026-12-01T01:00:00Z', '2026-12-01T01:20:00.000Z'],
])('%j fires next after %s at %s', (schedule, after, next) => {
  expect(iso(nextFire(schedule, at(after)))).toBe(next)
})

test('an hour that comes twice fires a daily schedule once', () => {
  const daily = clock('30 2 * * *', 'Europe/Rome')
  const due = dueFire(daily, at('2026-10-24T12:00:00Z'), at('2026-10-25T12:00:00Z'))
  expect(due?.missed).toBe(0)
})

test('of fires that were missed the last is due, and the others are counted', () => {
  const hourly = clock('0 * * * *')
  expect(dueFire(hourly, at('2026-12-01T01:00:00Z'), at('2026-12-01T01:59:00Z'))).toBeNull()
  const due = dueFire(hourly, at('2026-12-01T01:00:00Z'), at('2026-12-01T09:30:00Z'))
  expect({ ...due, at: iso(due?.at ?? null) }).toEqual({ at: '2026-12-01T09:00:00.000Z', missed: 7 })
  const every: Schedule = { kind: 'interval', everyMs: 60_000 }
  expect(dueFire(every, 0, 59_999)).toBeNull()
  expect(dueFire(every, 0, 60_000)).toEqual({ at: 60_000, missed: 0 })
  expect(dueFire(every, 0, 1e12)).toEqual({ at: 999_999_960_000, missed: 16_666_665 })
})

test('years of missed fires are not gone through one by one', () => {
  expect(dueFire(clock('* * * * *'), 0, at('2026-12-01T00:00:00Z'))).toMatchObject({ missed: 1000 })
})

test.each([
  ['0 2 * *', null, 'a schedule has five fields'],
  ['0 25 * * *', null, '25'],
  ['0 0 31 2 *', null, 'it never fires'],
  ['0 0 * * *', 'Mars/Olympus', 'Mars/Olympus'],
])('%s in %s is refused', (pattern, timezone, words) => {
  expect(scheduleProblem(pattern, timezone)).toContain(words)
})
