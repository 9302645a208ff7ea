/**
 * A time in ms that waits are measured by: it passes at least as fast as the machine's own running time, so a wait lasts no
 * longer when the wall clock is set back, and follows the wall clock ahead, so none lasts longer for a sleep of the machine.
 * It says nothing of the time of day once the clock was set back.
 */
export function steadyClock(wall: () => number, running: () => number = () => performance.now()): () => number {
  let time = wall()
  let at = running()
  return () => {
    const now = running()
    time = Math.max(wall(), time + (now - at))
    at = now
    return time
  }
}

/**
 * How long is left to wait until a moment that a file's name tells, in ms. The file was last renamed at `changedAt`, so where
 * that lies ahead the clock was set back since, and the wait is no longer than it was meant to be. `now` by the wall clock.
 * A moment that was past when the file was renamed was given by another clock.
 */
export function msLeft(until: number, changedAt: number, now: number): number {
  const wasSetBack = changedAt > now && until > changedAt
  return Math.max(0, until - (wasSetBack ? changedAt : now))
}
