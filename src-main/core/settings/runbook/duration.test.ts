import { expect, test } from 'vitest'
import { Duration, durationMs } from './duration'

test.each([
  ['0s', 0],
  ['500ms', 500],
  ['10s', 10_000],
  ['30', 30_000],
  ['5m', 300_000],
  ['5 min', 300_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
])('%j is %d ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms)
})

test.each(['', 's', '5x', '-1s', '1.5m', 'five minutes', '5m later'])('%j is no duration', (text) => {
  expect(durationMs(text)).toBeNull()
})

test('a duration of a runbook is refused with an example, and when it is absurdly long', () => {
  expect(Duration.parse('5m')).toBe(300_000)
  expect(Duration.parse(20)).toBe(20_000)
  expect(Duration.safeParse('5x').error?.issues[0]?.message).toContain('"5x" is not a duration')
  expect(Duration.safeParse('31d').error?.issues[0]?.message).toContain('at most 30 days')
  expect(Duration.safeParse([]).error?.issues[0]?.message).toContain('"30s"')
})
