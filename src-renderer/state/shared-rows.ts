import type { ItemRow } from '#shared/item'

/** The new rows, with the old object wherever a row did not change, so that its card need not be drawn again. */
export function sharedRows(known: readonly ItemRow[], next: readonly ItemRow[]): readonly ItemRow[] {
  const byId = new Map(known.map((row) => [row.id, row]))
  const rows = next.map((row) => {
    const before = byId.get(row.id)
    return before !== undefined && sameRow(before, row) ? before : row
  })
  return rows.length === known.length && rows.every((row, index) => row === known[index]) ? known : rows
}

/** `file` and the times change with every move of an item, the rest while it stands. */
function sameRow(a: ItemRow, b: ItemRow): boolean {
  return (
    a.file === b.file &&
    a.changedAt === b.changedAt &&
    a.column === b.column &&
    a.attempt === b.attempt &&
    a.interrupted === b.interrupted &&
    a.waiting === b.waiting &&
    a.notBefore === b.notBefore &&
    a.invocationId === b.invocationId &&
    a.runId === b.runId &&
    a.agent === b.agent &&
    a.provider === b.provider &&
    a.permissions === b.permissions &&
    a.reason === b.reason &&
    a.bytes === b.bytes &&
    a.arrivedAt === b.arrivedAt &&
    a.lane === b.lane &&
    JSON.stringify(a.summary) === JSON.stringify(b.summary)
  )
}
