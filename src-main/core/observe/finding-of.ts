import type { Finding, Verdict } from '#shared/finding'

/** A finding; `remedy` is what to do about it. */
export function finding(id: string, verdict: Verdict, detail: string, remedy: string | null = null): Finding {
  return { id, verdict, detail, remedy }
}

export function fine(id: string, detail: string): Finding {
  return finding(id, 'ok', detail)
}

/** A few names of many. */
export function some(names: readonly string[], most = 3): string {
  const more = names.length - most
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
