/** What to do with a worker that ended badly. */
export type Restart = { readonly kind: 'again'; readonly afterMs: number } | { readonly kind: 'give_up' }

const firstMs = 500
const longestMs = 60_000
/** Failures within this time count together. */
const windowMs = 10 * 60_000
const mostFailures = 6

/**
 * Decides from the times at which a worker failed (ms, oldest first, the newest being now): tried again after a wait that
 * doubles with each failure, given up after six within ten minutes.
 */
export function restartPolicy(failedAt: readonly number[], now: number): Restart {
  const recent = failedAt.filter((at) => now - at < windowMs).length
  if (recent >= mostFailures) return { kind: 'give_up' }
  return { kind: 'again', afterMs: Math.min(firstMs * 2 ** Math.max(recent - 1, 0), longestMs) }
}
