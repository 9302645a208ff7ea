import { longestTold } from './trouble'
import { isZone, momentIn, partsIn, zoneOf } from './wall-clock'

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** The words after which programs write when a limit ends. */
const anchor =
  /\b(?:resets?(?:[_ ](?:at|in|on))?|reset|try(?:ing)? again|retry(?:[ -]after)?|regain access|available(?: again)?|until)\b[\s"':∙·]*/gi

const epoch = /(?:\||\breset\w*["']?\s*[:=]\s*|\bat )(\d{13}|\d{10})(?:\.\d+)?\b/i
const seconds = /\breset\w*_in_seconds["']?\s*[:=]\s*(\d{1,8})/i
const iso =
  /^(?:at |on )?(\d{4})[-/](\d{2})[-/](\d{2})(?:(?:[T ]| at )(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(Z\b|UTC\b|[+-]\d{2}:?\d{2}\b|\([^)]{1,60}\)|[A-Z]{2,4}T\b)?)?/i

const amount =
  '(\\d+(?:\\.\\d+)?|\\b(?:an?|one)\\b)\\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?![a-z])'
const stretch = new RegExp(
  `^(?:in |after )?(?:about |less than |~\\s*)?(${amount}(?:,?\\s*(?:and\\s+)?${amount})*)`,
  'i',
)
const oneAmount = new RegExp(amount, 'gi')

const weekday = '(?:(?:on |next )?(sun|mon|tue|wed|thu|fri|sat)[a-z]*\\.?,?\\s+)?'
const monthFirst = '([a-z]{3})[a-z]*\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?'
const dayFirst = '(\\d{1,2})(?:st|nd|rd|th)?\\.?\\s+([a-z]{3})[a-z]*\\.?'
const date = `(?:(?:on )?(?:${monthFirst}|${dayFirst})(?:,?\\s+(\\d{4}))?,?\\s*)?`
const clock =
  '(?:at\\s+)?(?:(\\d{1,2})(?:[:.](\\d{2}))?(?::\\d{2})?\\s*([ap])\\.?m\\b\\.?|(\\d{1,2}):(\\d{2})(?::\\d{2})?(?:\\s*(?:h|uhr)\\b)?|(noon|midnight))'
const zone =
  '(?:\\s*\\(([^)]{1,60})\\)|\\s+(UTC|GMT|[A-Z]{2,4}T|(?:UTC|GMT)?[+-]\\d{1,2}(?::?\\d{2})?|[A-Z][a-z]+/[A-Z][A-Za-z_]+)\\b)?'
const wallClock = new RegExp(`^(today|tomorrow)?,?\\s*${weekday}${date}(?:${clock})?${zone}`, 'i')

/** A clock time that has just passed is no time any more, rather than the same time on another day. */
const justPassedMs = 30 * 60_000
const dayMs = 24 * 60 * 60_000

/**
 * When a usage limit ends, ms since the epoch, by what a program said about it; null when it said nothing of the kind.
 * Clock times without a zone are those of this machine. They are rounded down to the minute, so one is added.
 */
export function resetTime(whole: string, now: number): number | null {
  const said = whole.slice(0, longestTold)
  const inSeconds = seconds.exec(said)?.[1]
  if (inSeconds !== undefined) return now + Number(inSeconds) * 1000
  const stamp = epoch.exec(said)?.[1]
  if (stamp !== undefined) return Number(stamp) * (stamp.length === 10 ? 1000 : 1)
  for (const match of said.matchAll(anchor)) {
    const rest = said
      .slice(match.index + match[0].length, match.index + match[0].length + 200)
      // As the French write a clock; a stretch of hours has no zone.
      .replace(/^(\d{1,2})h(\d{2})?(?=\s*\()/, (_, hour: string, minute = '00') => `${hour}:${minute}`)
    const found = isoTime(rest) ?? relativeTime(rest, now) ?? wallTime(rest, now)
    if (found !== null) return found
  }
  return null
}

function isoTime(text: string): number | null {
  const [, year, month, day, hour = '00', minute = '00', offset = null] = iso.exec(text) ?? []
  if (year === undefined || month === undefined || day === undefined) return null
  if (offset === null || /^[(A-Y]/i.test(offset)) {
    const wall = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)] as const
    const named = offset === null ? undefined : zoneOf(offset.replace(/[()]/g, ''))
    return named === null ? null : momentIn(named, wall)
  }
  const written = /^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00${/^[zu]/i.test(written) ? 'Z' : written}`)
  return Number.isNaN(at) ? null : at
}

function relativeTime(text: string, now: number): number | null {
  const [, sum] = stretch.exec(text) ?? []
  if (sum === undefined) return null
  let totalMs = 0
  for (const [, count = '', unit = ''] of sum.matchAll(oneAmount)) {
    totalMs += (/^\d/.test(count) ? Number(count) : 1) * unitMs(unit.toLowerCase())
  }
  return now + totalMs
}

function unitMs(unit: string): number {
  if (unit === 'ms' || unit.startsWith('milli')) return 1
  switch (unit[0]) {
    case 's':
      return 1000
    case 'm':
      return 60_000
    case 'h':
      return 3_600_000
    case 'w':
      return 7 * dayMs
    default:
      return dayMs
  }
}

function wallTime(text: string, now: number): number | null {
  const match = wallClock.exec(text.replace(/^(?:at|on)\s+/i, ''))
  if (match === null) return null
  const [, day, weekdayName, monthA, dayA, dayB, monthB, yearText, ...rest] = match
  const [hour12, minute12, half, hour24, minute24, word, zoneInParens, zoneBare] = rest
  const monthName = monthA ?? monthB
  const dayText = dayA ?? dayB
  const hasClock = hour12 !== undefined || hour24 !== undefined || word !== undefined
  const month = monthName === undefined ? null : monthNames.indexOf(monthName.toLowerCase())
  // A lone word such as "today" or "every" tells no time.
  if (month === -1 || (!hasClock && month === null && weekdayName === undefined)) return null
  const zoneText = zoneInParens ?? zoneBare
  const named = zoneText === undefined ? undefined : zoneOf(zoneText)
  // What stands in brackets may be no zone at all; then nobody knows which clock is meant.
  if (zoneText !== undefined && named === null) return null
  const zoneName = named ?? undefined
  if (zoneName !== undefined && !isZone(zoneName)) return null
  const hour =
    word !== undefined
      ? word.toLowerCase() === 'noon'
        ? 12
        : 0
      : half === undefined
        ? Number(hour24 ?? 0)
        : (Number(hour12) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  const minute = Number(minute12 ?? minute24 ?? 0)
  if (hour > 24 || minute > 59 || Number(hour12 ?? 0) > 12) return null
  const today = partsIn(zoneName, now)
  const at = (year: number, monthThen: number, dayThen: number) =>
    momentIn(zoneName, [year, monthThen, dayThen, hour, minute]) + 60_000
  if (month !== null) {
    const year = yearText === undefined ? today.year : Number(yearText)
    const first = at(year, month, Number(dayText))
    if (first > now) return first
    // A date of this year that has just passed is past, and one long gone means the next year's.
    return yearText !== undefined || now - first < 30 * dayMs ? null : at(year + 1, month, Number(dayText))
  }
  const aheadDays =
    weekdayName !== undefined
      ? (dayNames.indexOf(weekdayName.toLowerCase()) - today.weekday + 7) % 7
      : day?.toLowerCase() === 'tomorrow'
        ? 1
        : 0
  const first = at(today.year, today.month, today.day + aheadDays)
  if (first > now) return first
  if (now - first < justPassedMs || day !== undefined) return null
  return at(today.year, today.month, today.day + aheadDays + (weekdayName === undefined ? 1 : 7))
}
