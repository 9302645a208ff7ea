import type { z } from 'zod'

/** What this browser remembers for the operator. Storage that is switched off, full or odd only means: forgotten. */
export function remembered<T>(key: string, schema: z.ZodType<T>, otherwise: T): T {
  try {
    const stored = window.localStorage.getItem(`lanekeeper.${key}`)
    if (stored === null) return otherwise
    const parsed = schema.safeParse(JSON.parse(stored))
    return parsed.success ? parsed.data : otherwise
  } catch {
    return otherwise
  }
}

export function remember(key: string, value: unknown): void {
  try {
    window.localStorage.setItem(`lanekeeper.${key}`, JSON.stringify(value))
  } catch {
    // Nothing depends on it.
  }
}
