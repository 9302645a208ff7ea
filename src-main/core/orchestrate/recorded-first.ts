import type { Invocation } from '#shared/invocation'

/**
 * Passes on how an invocation progresses and calls `tell` once, after its record stands: whoever is told of an invocation
 * may look for its record at once, and looks again only when something happens.
 */
export function recordedFirst(
  onProgress: (invocation: Invocation) => void,
  tell: () => void,
): (invocation: Invocation) => void {
  let isTold = false
  return (invocation) => {
    onProgress(invocation)
    if (isTold) return
    isTold = true
    tell()
  }
}
