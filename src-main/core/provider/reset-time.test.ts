import { expect, test } from 'vitest'
import { resetTime } from './reset-time'

/** A Friday. */
const now = Date.UTC(2026, 10, 20, 9, 46, 12)
const utc = (...parts: [number, number, number, number, number]) => new Date(Date.UTC(...parts)).toISOString()
const local = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString()
const later = (ms: number) => new Date(now + ms).toISOString()
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

test.each<[string, string | null]>([
  ['You’ve hit your session limit · resets 11:46am (UTC)', utc(2026, 10, 20, 11, 47)],
  ['You’ve hit your session limit · resets 3am (UTC)', utc(2026, 10, 21, 3, 1)],
  ['You’ve hit your session limit · resets 12am (UTC)', utc(2026, 10, 21, 0, 1)],
  ['You’ve hit your session limit · resets 12pm (UTC)', utc(2026, 10, 20, 12, 1)],
  ['You’ve hit your session limit · resets 3pm (Europe/Berlin)', utc(2026, 10, 20, 14, 1)],
  ['You’ve hit your session limit · resets 3am (Asia/Kolkata)', utc(2026, 10, 20, 21, 31)],
  ["You've hit your limit · resets 2pm (Europe/Rome)", utc(2026, 10, 20, 13, 1)],
  ["You've hit your limit · resets 14:00 (Europe/Rome)", utc(2026, 10, 20, 13, 1)],
  ["You've hit your limit · resets at 2:30 p.m. (UTC)", utc(2026, 10, 20, 14, 31)],
  ["You've hit your limit · resets 2:30\u202fPM UTC", utc(2026, 10, 20, 14, 31)],
  ['Claude usage limit reached. Your limit will reset at 1pm (Etc/GMT+5).', utc(2026, 10, 20, 18, 1)],
  ['Your limit will reset at 3pm PST.', utc(2026, 10, 20, 23, 1)],
  ['5-hour limit reached ∙ resets 6pm (UTC+2)', utc(2026, 10, 20, 16, 1)],
  ['resets 14:00 +05:30', utc(2026, 10, 21, 8, 31)],
  ['resets midnight (UTC)', utc(2026, 10, 21, 0, 1)],
  ['You’ve hit your weekly limit · resets Nov 23, 11:46am (UTC)', utc(2026, 10, 23, 11, 47)],
  ['You’ve hit your weekly limit · resets Jan 2, 9am (UTC)', utc(2027, 0, 2, 9, 1)],
  ['Weekly limit reached · resets Dec 9, 3pm (Europe/Rome)', utc(2026, 11, 9, 14, 1)],
  ['Weekly limit reached · resets Dec 9 at 15:00 (Europe/Rome)', utc(2026, 11, 9, 14, 1)],
  ['Weekly limit reached · resets 9 December, 15:00 (Europe/Rome)', utc(2026, 11, 9, 14, 1)],
  ['Opus weekly limit reached ∙ resets Nov 24 (UTC)', utc(2026, 10, 24, 0, 1)],
  ["You've hit your weekly limit · resets Thu 9am (Europe/Rome)", utc(2026, 10, 26, 8, 1)],
  ["You've hit your weekly limit · resets Thursday at 9:00 (Europe/Rome)", utc(2026, 10, 26, 8, 1)],
  ["You've hit your weekly limit · resets on Friday, 11am (UTC)", utc(2026, 10, 20, 11, 1)],
  ["You've hit your weekly limit · resets Fri 7am (UTC)", utc(2026, 10, 27, 7, 1)],
  ['resets tomorrow at 6am (UTC)', utc(2026, 10, 21, 6, 1)],
  ['Claude AI usage limit reached|1795175172', new Date(1795175172000).toISOString()],
  ['Claude AI usage limit reached|1795175172000', new Date(1795175172000).toISOString()],
  ['{"error":{"type":"usage_limit_reached","resets_at":1795175172}}', new Date(1795175172000).toISOString()],
  ['{"error":{"type":"usage_limit_reached","resets_in_seconds":90}}', later(90_000)],
  ['purchase more credits or try again at Nov 23rd, 2026 9:46 AM.', local(2026, 10, 23, 9, 47)],
  ['try again in 20s', later(20_000)],
  ['Please try again in 17.2s.', later(17_200)],
  ['try again in 3 days', later(3 * day)],
  ['… or try again in 5 days 22 hours 11 minutes.', later(5 * day + 22 * hour + 11 * minute)],
  ['Try again in 1 day, 3 hours and 5 minutes.', later(day + 3 * hour + 5 * minute)],
  ['try again in 4h 12m', later(4 * hour + 12 * minute)],
  ['try again in an hour', later(hour)],
  ['Try again in less than a minute.', later(minute)],
  ['try again at 2026/12/10 11:52', local(2026, 11, 10, 11, 52)],
  ["You've hit your extra usage spend limit ∙ Your limit resets at 3:00 PM (UTC)", utc(2026, 10, 20, 15, 1)],
  ['Limit resets in 2h30m', later(2 * hour + 30 * minute)],
  ['Try again later. Resets in 40 minutes.', later(40 * minute)],
  ['You will regain access on 2026-12-01 at 00:00 UTC.', utc(2026, 11, 1, 0, 0)],
  ['resets at 2026-11-20T15:00:00Z', utc(2026, 10, 20, 15, 0)],
  ['resets_at: "2026-11-20T15:00:00+02:00"', utc(2026, 10, 20, 13, 0)],
  ['resets 2026-11-23 09:00 (Europe/Rome)', utc(2026, 10, 23, 8, 0)],
  ['resets at 2026-11-23 09:00 PST', utc(2026, 10, 23, 17, 0)],
  ['resets 2026-11-23 09:00 (Nowhere/Atall)', null],
  ['resets 15h (Europe/Paris)', utc(2026, 10, 20, 14, 1)],
  ['resets 14h30 (Europe/Paris)', utc(2026, 10, 20, 13, 31)],
  ['resets in 15h', later(15 * hour)],
  ['or try again later.', null],
  ['Upgrade to Pro, or wait for limits to reset (every 5h and every week.).', null],
  ['Your limits reset every week.', null],
  ['resets 3pm (Nowhere/Atall)', null],
  ['resets soon', null],
  ['resets 99:99 (UTC)', null],
  // It has just been: the limit is found out about again rather than waited for until tomorrow.
  ['resets 9:40am (UTC)', null],
  ['resets Nov 19, 3pm (UTC)', null],
  ['try again at Nov 23rd, 2020 9:46 AM.', null],
  ['Quota exceeded. Check your plan and billing details.', null],
  ['', null],
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

test('words of any length and kind are read in a moment', () => {
  const begun = process.cpuUsage()
  for (const word of ['resets ', 'try again in 1 day ', '1 day, ', 'resets Nov ']) resetTime(word.repeat(20_000), now)
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(2000)
})
