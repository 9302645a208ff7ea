/**
 * How long a failed item waits before attempt `nextAttempt`, in ms: doubling from `baseMs` up to `capMs`, with up to a
 * fifth taken off at random so that items that failed together do not come back together.
 */
export function backOffMs(
  nextAttempt: number,
  retry: { readonly baseMs: number; readonly capMs: number },
  random: number,
): number {
  const doubled = retry.baseMs * 2 ** Math.min(Math.max(nextAttempt - 2, 0), 30)
  return Math.round(Math.min(doubled, retry.capMs) * (1 - 0.2 * random))
}
