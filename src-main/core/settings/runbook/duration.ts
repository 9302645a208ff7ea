import { z } from 'zod'

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const unitNames: readonly [RegExp, string][] = [
  [/^(?:ms|millis|milliseconds?)$/, 'ms'],
  [/^(?:|s|secs?|seconds?)$/, 's'],
  [/^(?:m|mins?|minutes?)$/, 'm'],
  [/^(?:h|hrs?|hours?)$/, 'h'],
  [/^(?:d|days?)$/, 'd'],
]
const longestMs = 30 * 86_400_000

/** `500ms`, `10s`, `5m`, `2h`, `1d`, in ms; a number without a unit counts seconds. Null for anything else. */
export function durationMs(text: string): number | null {
  const [, digits, word = ''] = /^\s*(\d{1,12})\s*([a-z]*)\s*$/i.exec(text) ?? []
  if (digits === undefined) return null
  const unit = unitNames.find(([pattern]) => pattern.test(word.toLowerCase()))?.[1]
  return unit === undefined ? null : Number(digits) * (unitMs[unit] ?? 0)
}

/** A duration of a runbook; comes out in ms. */
export const Duration = z
  .union([z.string(), z.number()], { error: 'a duration is written like "30s", "5m" or "2h"' })
  .transform((value, context) => {
    const ms = durationMs(String(value))
    if (ms === null) {
      context.addIssue(`"${String(value).slice(0, 40)}" is not a duration; write it like "30s", "5m" or "2h"`)
      return z.NEVER
    }
    if (ms <= longestMs) return ms
    context.addIssue('a duration is at most 30 days')
    return z.NEVER
  })
