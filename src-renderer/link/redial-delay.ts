const firstMs = 250
const longestMs = 5000

/** How long to wait before the given attempt (from 1 on): doubling to a cap, spread by `random` (0 to 1). */
export function redialDelayMs(attempt: number, random: number): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** Math.max(0, Math.min(attempt - 1, 16)))
  return Math.round(fullMs * (0.75 + random * 0.25))
}
