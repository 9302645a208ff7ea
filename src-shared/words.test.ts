import { expect, test } from 'vitest'
import { count, counted, dollars, duration, exactTime, isoTime, relativeTime, size, sizeAndLimit, soFar } from './words'

const now = Date.UTC(2026, 10, 20, 12)

test.each([
  [0, 'just now'],
  [4_999, 'just now'],
  [5_000, '5 s ago'],
  [59_999, '59 s ago'],
  [60_000, '1 min ago'],
  [150_000, '2 min ago'],
  [3_600_000, '1 h ago'],
  [86_400_000, '1 d ago'],
  [6.9 * 86_400_000, '6 d ago'],
])('%d ms before now reads "%s"', (ms, words) => {
  expect(relativeTime(now - ms, now)).toBe(words)
})

test('a time that is a week away or more reads as a date', () => {
  expect(relativeTime(now - 8 * 86_400_000, now)).toBe('12 Nov 2026')
})

test('a time to come counts down and never says zero', () => {
  expect(relativeTime(now + 12_000, now)).toBe('in 12 s')
  expect(relativeTime(now + 11_001, now)).toBe('in 12 s')
  expect(relativeTime(now + 500, now)).toBe('now')
})

test('exact times have every part at full width', () => {
  expect(exactTime(new Date(2026, 0, 2, 3, 4, 5, 6).getTime())).toBe('2026-01-02 03:04:05.006')
})

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_250, '1.2 s'],
  [9_999, '9.9 s'],
  [59_999, '59 s'],
  [61_000, '1 min 1 s'],
  [3_720_000, '1 h 2 min'],
])('a duration of %d ms reads "%s"', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KB'],
  [1536, '1.5 KB'],
  [10 * 1024 * 1024, '10 MB'],
  [1024 ** 3, '1 GB'],
  [34e9, '32 GB'],
  [1.5 * 1024 ** 4, '1.5 TB'],
])('%d bytes read "%s"', (bytes, words) => {
  expect(size(bytes)).toBe(words)
})

test('a size just above its limit is told to the byte', () => {
  const limit = 10 * 1024 * 1024
  expect(sizeAndLimit(12 * 1024 * 1024, limit)).toEqual(['12 MB', '10 MB'])
  expect(sizeAndLimit(limit + 1, limit)).toEqual(['10,485,761 bytes', '10,485,760 bytes'])
})

test('counts have separators and agree with their noun', () => {
  expect(count(100_000)).toBe('100,000')
  expect(counted(1, 'file')).toBe('1 file')
  expect(counted(0, 'file')).toBe('0 files')
  expect(counted(2, 'entry', 'entries')).toBe('2 entries')
})

test('small costs keep four places', () => {
  expect(dollars(0.0042)).toBe('$0.0042')
  expect(dollars(0)).toBe('$0.00')
  expect(dollars(1.239)).toBe('$1.24')
})

test.each([8.65e15, -1e300, Number.POSITIVE_INFINITY])(
  'a time that no calendar has is told as the number it is: %d',
  (at) => {
    expect(isoTime(at)).toBe(undefined)
    expect(exactTime(at)).toBe(String(at))
    expect(relativeTime(at, now)).toBe(String(at))
  },
)

test('a number that is still being counted is none, or a least', () => {
  expect([soFar(0, true), soFar(1200, true), soFar(0, false), soFar(1200, false)]).toEqual([
    '…',
    '1,200+',
    '0',
    '1,200',
  ])
})
