const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const dateOnly = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const numbers = new Intl.NumberFormat('en-US')

/** A time as seen from `now`, both in ms: `now`, `12 s ago`, `2 min ago`, `in 5 s`; a date once it is a week away. */
export function relativeTime(at: number, now: number): string {
  const awayMs = Math.abs(now - at)
  if (isoTime(at) === undefined) return String(at)
  if (awayMs >= 7 * day) return dateOnly.format(at)
  if (at > now) {
    return awayMs < second ? 'now' : `in ${amount(Math.ceil(awayMs / second) * second)}`
  }
  return awayMs < 5 * second ? 'just now' : `${amount(awayMs)} ago`
}

function amount(ms: number): string {
  if (ms < minute) return `${Math.floor(ms / second)} s`
  if (ms < hour) return `${Math.floor(ms / minute)} min`
  if (ms < day) return `${Math.floor(ms / hour)} h`
  return `${Math.floor(ms / day)} d`
}

/** The largest time a `Date` can hold; what an agent or a channel wrote may claim any number. */
const lastTime = 8.64e15

/** For the `dateTime` of a `time` element; absent where no calendar has that time. */
export function isoTime(at: number): string | undefined {
  return Math.abs(at) <= lastTime ? new Date(at).toISOString() : undefined
}

/** Local date and time to the millisecond; the number itself where no calendar has that time. */
export function exactTime(at: number): string {
  if (isoTime(at) === undefined) return String(at)
  const time = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
  return `${date} ${clock}.${String(time.getMilliseconds()).padStart(3, '0')}`
}

export function duration(ms: number): string {
  if (ms < second) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 10 * second) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`
  if (ms < minute) return `${Math.floor(ms / second)} s`
  if (ms < hour) return `${Math.floor(ms / minute)} min ${Math.floor((ms % minute) / second)} s`
  return `${Math.floor(ms / hour)} h ${Math.floor((ms % hour) / minute)} min`
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${trimmed(bytes / 1024)} KB`
  if (bytes < 1024 ** 3) return `${trimmed(bytes / 1024 ** 2)} MB`
  return bytes < 1024 ** 4 ? `${trimmed(bytes / 1024 ** 3)} GB` : `${trimmed(bytes / 1024 ** 4)} TB`
}

/** A size and the limit it is above, told apart even where both would be rounded to the same. */
export function sizeAndLimit(bytes: number, limit: number): readonly [string, string] {
  if (size(bytes) !== size(limit)) return [size(bytes), size(limit)]
  return [`${count(bytes)} bytes`, `${count(limit)} bytes`]
}

function trimmed(value: number): string {
  return value < 10 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value))
}

export function count(value: number): string {
  return numbers.format(value)
}

/** A number that may still grow: `…`, `12+`; and as it is once it is known. */
export function soFar(value: number, counting: boolean): string {
  if (!counting) return count(value)
  return value === 0 ? '…' : `${count(value)}+`
}

/** `1 file`, `3 files`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

export function dollars(value: number): string {
  return value > 0 && value < 0.01 ? `$${value.toFixed(4)}` : `$${value.toFixed(2)}`
}
