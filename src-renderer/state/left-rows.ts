/** A window of a list: `rows` begin at `offset` of `total`. */
export interface Rows {
  readonly offset: number
  readonly total: number
  readonly rows: readonly { readonly id: string; readonly file: string }[]
}

/**
 * The ids that have certainly left a list between two windows of it, whose order does not change. A row that is missing
 * may only have been pushed out of the window; between two rows that are still there, or between one and an end of the
 * list that the window reaches, it is gone.
 */
export function leftRows(before: Rows, now: Rows): string[] {
  const present = new Set(now.rows.map(({ id }) => id))
  const stays = before.rows.map(({ id }) => present.has(id))
  const first = stays.indexOf(true)
  const last = stays.lastIndexOf(true)
  const fromStart = now.offset === 0
  const toEnd = now.offset + now.rows.length >= now.total
  return before.rows.flatMap(({ id }, index) => {
    if (stays[index] === true) return []
    const knownBefore = fromStart || (first >= 0 && index > first)
    const knownAfter = toEnd || (first >= 0 && index < last)
    return knownBefore && knownAfter ? [id] : []
  })
}
