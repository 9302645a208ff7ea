const minute = 60_000
const hour = 60 * minute
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

const two = (value: number) => String(value).padStart(2, '0')

/** Local time of day to the second. */
export function timeOfDay(at: number): string {
  const time = new Date(at)
  return `${hourAndMinute(time)}:${two(time.getSeconds())}`
}

/** When something ends, as seen from `now`: `15:00`, `tomorrow 15:00`, `22 Nov 15:00`. */
export function untilWords(until: number, now: number): string {
  const time = new Date(until)
  const clock = hourAndMinute(time)
  const today = new Date(now)
  const tomorrow = new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1)
  if (time.toDateString() === today.toDateString()) return clock
  return `${time.toDateString() === tomorrow.toDateString() ? 'tomorrow' : dayAndMonth.format(time)} ${clock}`
}

/** How long it still is, with the two largest units: `in 1 h 12 min`, `in 3 min 5 s`, `in 9 s`, `now`. */
export function countDown(until: number, now: number): string {
  const leftMs = Math.ceil(Math.max(0, until - now) / 1000) * 1000
  if (leftMs === 0) return 'now'
  if (leftMs < minute) return `in ${leftMs / 1000} s`
  if (leftMs < hour) return `in ${Math.floor(leftMs / minute)} min ${(leftMs % minute) / 1000} s`
  if (leftMs < 24 * hour) return `in ${Math.floor(leftMs / hour)} h ${Math.floor((leftMs % hour) / minute)} min`
  return `in ${Math.floor(leftMs / (24 * hour))} d ${Math.floor((leftMs % (24 * hour)) / hour)} h`
}

function hourAndMinute(time: Date): string {
  return `${two(time.getHours())}:${two(time.getMinutes())}`
}
