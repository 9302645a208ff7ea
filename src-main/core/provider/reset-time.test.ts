import { expect, test } from 'vitest'
import { resetTime } from './reset-time'

const now = Date.UTC(2026, 10, 20, 9, 46, 12)
const utc = (...parts: [number, number, number, number, number]) => new Date(Date.UTC(...parts)).toISOString()
const local = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString()

test.each<[string, string | null]>([
  ['You’ve hit your session limit · resets 11:46am (UTC)', utc(2026, 10, 20, 11, 47)],
  ['You’ve hit your session limit · resets 3am (UTC)', utc(2026, 10, 21, 3, 1)],
  ['You’ve hit your session limit · resets 12am (UTC)', utc(2026, 10, 21, 0, 1)],
  ['You’ve hit your session limit · resets 3pm (Europe/Berlin)', utc(2026, 10, 20, 14, 1)],
  ['You’ve hit your session limit · resets 3am (Asia/Kolkata)', utc(2026, 10, 20, 21, 31)],
  ['You’ve hit your weekly limit · resets Nov 23, 11:46am (UTC)', utc(2026, 10, 23, 11, 47)],
  ['You’ve hit your weekly limit · resets Jan 2, 9am (UTC)', utc(2027, 0, 2, 9, 1)],
  ['Claude AI usage limit reached|1795175172', new Date(1795175172000).toISOString()],
  ['purchase more credits or try again at Nov 23rd, 2026 9:46 AM.', local(2026, 10, 23, 9, 47)],
  ['try again in 20s', new Date(now + 20_000).toISOString()],
  ['try again in 3 days', new Date(now + 3 * 86_400_000).toISOString()],
  ['or try again later.', null],
  ['resets 3pm (Nowhere/Atall)', null],
  ['try again at Nov 23rd, 2020 9:46 AM.', null],
  ['Quota exceeded. Check your plan and billing details.', null],
])('%s', (said, expected) => {
  const at = resetTime(said, now)
  expect(at === null ? null : new Date(at).toISOString()).toBe(expected)
})

test('a clock time without a day or a zone is the next such time on this machine', () => {
  const at = resetTime('or try again at 11:46 AM.', now) ?? 0
  expect(at).toBeGreaterThan(now)
  expect(at).toBeLessThanOrEqual(now + 86_460_000)
  expect([new Date(at).getHours(), new Date(at).getMinutes()]).toEqual([11, 47])
})
