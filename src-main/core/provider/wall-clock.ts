/** Short names of zones that the system's tables do not know, or know as something else. */
const shortZones: Readonly<Record<string, string>> = {
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  PT: 'America/Los_Angeles',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  ET: 'America/New_York',
  BST: 'Europe/London',
  CET: 'Europe/Berlin',
  CEST: 'Europe/Berlin',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  UTC: 'UTC',
  GMT: 'UTC',
  Z: 'UTC',
}

/** The zone a text names: of the tables, a short name, or an offset such as `UTC+2` or `+05:30`. Null for anything else. */
export function zoneOf(text: string): string | null {
  const name = text.trim()
  const short = name.toUpperCase()
  if (Object.hasOwn(shortZones, short)) return shortZones[short] ?? null
  const [, sign, hours, minutes = '00'] = /^(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(name) ?? []
  if (sign !== undefined && hours !== undefined) return `${sign}${hours.padStart(2, '0')}:${minutes}`
  return isZone(name) ? name : null
}

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** The day it is in a zone, or on this machine, at a moment. Sunday is weekday 0. */
export function partsIn(
  zone: string | undefined,
  moment: number,
): { year: number; month: number; day: number; weekday: number } {
  const shifted = new Date(moment + offsetIn(zone, moment))
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth(),
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
  }
}

/** The moment at which the clocks of a zone, or of this machine, show this. */
export function momentIn(
  zone: string | undefined,
  wall: readonly [year: number, month: number, day: number, hour: number, minute: number],
): number {
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
