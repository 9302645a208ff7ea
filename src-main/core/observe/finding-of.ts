import type { Finding, Verdict } from '#shared/finding'

/** A finding; `remedy` is what to do about it. */
export function finding(id: string, verdict: Verdict, detail: string, remedy: string | null = null): Finding {
  return { id, verdict, detail, remedy }
}

export function fine(id: string, detail: string): Finding {
  return finding(id, 'ok', detail)
}

/** A size for people: `340 MB`, `1.2 GB`. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** A few names of many. */
export function some(names: readonly string[], most = 3): string {
  const more = names.length - most
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
