/** Set by the build; only builds made for crash tests have fault points. */
declare const __LANEKEEPER_FAULT_POINTS__: boolean

/** The file operations of the protocol after which a crash test may kill the process. */
export const faultPoints = [
  'enqueue:written',
  'enqueue:linked',
  'enqueue:synced',
  'enqueue:unlinked',
  'claim:renamed',
  'give-back:renamed',
  'give-back:synced',
  'park:renamed',
  'park:synced',
  'resume:renamed',
  'resume:synced',
  'result:cleared',
  'result:written',
  'result:renamed',
  'result:synced',
  'finish:unlinked',
  'finish:synced',
  'publish:renamed',
  'reason:written',
  'reason:renamed',
  'bury:marked',
  'bury:safe',
  'bury:renamed',
  'bury:synced',
  'reject:renamed',
  'reject:synced',
  'sweep:removed',
  'sweep:unlinked',
  'retry:renamed',
  'retry:synced',
  'requeue:renamed',
  'requeue:synced',
  'requeue:unlinked',
  'discard:renamed',
  'discard:explained',
  'discard:synced',
  'restore:renamed',
  'restore:explained',
  'restore:synced',
] as const
export type FaultPoint = (typeof faultPoints)[number]

let hits = 0

/**
 * Kills this process by SIGKILL when `LANEKEEPER_FAULT` is `<point>` or `<point>:<n>` (the n-th time the point is passed).
 * Does nothing, and is not there, in any build but those for crash tests.
 */
export function faultPoint(point: FaultPoint): void {
  killAt(point)
}

/** The same for the points of other parts, which keep lists of their own. */
export function killAt(point: string): void {
  if (!__LANEKEEPER_FAULT_POINTS__) return
  const match = /^([a-z-]+:[a-z]+)(?::(\d+))?$/.exec(process.env.LANEKEEPER_FAULT ?? '')
  if (match?.[1] !== point) return
  hits++
  if (hits >= Number(match[2] ?? 1)) process.kill(process.pid, 'SIGKILL')
}
