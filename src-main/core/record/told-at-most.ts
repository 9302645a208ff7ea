/** Tells a trouble that comes again and again at most once in `everyMs`, by a clock in ms that never goes back. */
export function toldAtMost(
  everyMs: number,
  tell: (error: unknown) => void,
  now: () => number,
): (error: unknown) => void {
  let toldAt = Number.NEGATIVE_INFINITY
  return (error) => {
    const at = now()
    if (at - toldAt < everyMs) return
    toldAt = at
    tell(error)
  }
}
