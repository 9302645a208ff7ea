const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** "resets 3pm (Europe/Berlin)", "resets Nov 23, 11:46am (UTC)", "try again at Nov 23rd, 2026 9:46 AM" and the like. */
const clockTime =
  /(?:resets|try again at)\s+(?:([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:(\d{4}),?\s+)?(?:at\s+)?)?(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\b\.?(?:\s*\(([\w/+-]+)\))?/i
const inSeconds = /try again in\s*(\d+(?:\.\d+)?)\s*(ms|s|seconds?|m|minutes?|h|hours?|days?)\b/i
const epochSeconds = /limit reached\|(\d{10})\b/

/**
 * When a usage limit ends, ms since the epoch, by what a program said about it; null when it said nothing of the kind.
 * Clock times without a zone are those of this machine. They are rounded down to the minute, so one is added.
 */
export function resetTime(said: string, now: number): number | null {
  const epoch = epochSeconds.exec(said)?.[1]
  if (epoch !== undefined) return Number(epoch) * 1000
  const wait = inSeconds.exec(said)
  if (wait?.[1] !== undefined && wait[2] !== undefined) return now + Number(wait[1]) * unitMs(wait[2].toLowerCase())
  const clock = clockTime.exec(said)
  if (clock === null) return null
  const [, monthName, dayText, yearText, hourText, minuteText, half, zone] = clock
  const month = monthName === undefined ? null : monthNames.indexOf(monthName.toLowerCase())
  if (month === -1 || (zone !== undefined && !isZone(zone))) return null
  const hour = (Number(hourText) % 12) + (half?.toLowerCase() === 'p' ? 12 : 0)
  const minute = Number(minuteText ?? 0)
  const today = partsIn(zone, now)
  const year = yearText === undefined ? today.year : Number(yearText)
  const day = dayText === undefined ? today.day : Number(dayText)
  const at = (yearThen: number, dayThen: number) =>
    momentIn(zone, [yearThen, month ?? today.month, dayThen, hour, minute]) + 60_000
  const first = at(year, day)
  if (first > now) return first
  if (month === null) return at(year, day + 1)
  return yearText === undefined ? at(year + 1, day) : null
}

function unitMs(unit: string): number {
  if (unit === 'ms') return 1
  switch (unit[0]) {
    case 's':
      return 1000
    case 'm':
      return 60_000
    case 'h':
      return 3_600_000
    default:
      return 86_400_000
  }
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function partsIn(zone: string | undefined, moment: number): { year: number; month: number; day: number } {
  const shifted = new Date(moment + offsetIn(zone, moment))
  return { year: shifted.getUTCFullYear(), month: shifted.getUTCMonth(), day: shifted.getUTCDate() }
}

function momentIn(zone: string | undefined, wall: readonly [number, number, number, number, number]): number {
  const asUtc = Date.UTC(...wall)
  // Once more with the offset of the moment found, for times just after the clocks were changed.
  return asUtc - offsetIn(zone, asUtc - offsetIn(zone, asUtc))
}

/** How far the clocks of a zone, or of this machine, are ahead of UTC at a moment, in ms. */
function offsetIn(zone: string | undefined, moment: number): number {
  if (zone === undefined) return -new Date(moment).getTimezoneOffset() * 60_000
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(moment)
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes = '0'] = /GMT([+-])(\d{2}):?(\d{2})?/.exec(name) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
