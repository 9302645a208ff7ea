import { expect, test } from 'vitest'
import { countDown, timeOfDay, untilWords } from './clock-words'

const at = (day: number, hours: number, minutes = 0, seconds = 0) =>
  new Date(2026, 10, day, hours, minutes, seconds).getTime()

test('a time of day has every part at full width', () => {
  expect(timeOfDay(at(20, 3, 4, 5))).toBe('03:04:05')
})

test.each([
  [at(20, 15), '15:00'],
  [at(21, 0, 5), 'tomorrow 00:05'],
  [at(22, 15), '22 Nov 15:00'],
  [at(19, 23), '19 Nov 23:00'],
])('an end is told by the day it falls on', (until, words) => {
  expect(untilWords(until, at(20, 12))).toBe(words)
})

test.each([
  [0, 'now'],
  [-5000, 'now'],
  [200, 'in 1 s'],
  [59_001, 'in 1 min 0 s'],
  [185_000, 'in 3 min 5 s'],
  [72 * 60_000, 'in 1 h 12 min'],
  [26 * 3_600_000, 'in 1 d 2 h'],
])('%d ms are counted down as "%s"', (ms, words) => {
  expect(countDown(at(20, 12) + ms, at(20, 12))).toBe(words)
})
