import { bounds } from '#shared/limits'

export interface Slice {
  readonly offset: number
  readonly limit: number
}

/** Rows around the visible ones, on each side: enough for a flick of the wheel. */
const margin = 40
/** The window moves once fewer rows than this are left on a side. */
const slack = 12
const step = 10

/**
 * The slice to subscribe to while rows `first` to `last` are visible of `total`: the current one as long as it
 * still surrounds them.
 */
export function plannedWindow(
  visible: { readonly first: number; readonly last: number },
  current: Slice | null,
  total: number,
): Slice {
  if (current !== null && surrounds(current, visible, total)) return current
  const offset = Math.max(0, Math.floor((visible.first - margin) / step) * step)
  const end = Math.ceil((visible.last + 1 + margin) / step) * step
  return { offset, limit: Math.min(bounds.windowRows, Math.max(end - offset, 2 * margin)) }
}

function surrounds(current: Slice, visible: { first: number; last: number }, total: number): boolean {
  const end = current.offset + current.limit
  const enoughBefore = current.offset === 0 || visible.first >= current.offset + slack
  const enoughAfter = end >= total || visible.last < end - slack
  return visible.first >= current.offset && visible.last < Math.max(end, 1) && enoughBefore && enoughAfter
}
