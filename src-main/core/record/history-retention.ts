import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { readableRows } from './readable-rows'
import { inTransaction } from './write-batch'

/** An item that nothing has happened to for long. */
export const OldItem = z.object({
  lane: z.string(),
  id: z.string(),
  status: z.string(),
  changed_at: z.number(),
  result_file: z.string().nullable(),
})
export type OldItem = z.infer<typeof OldItem>

/** What is to be forgotten. `results`: names that no file in `outgoing` has any more. */
export interface Forgotten {
  readonly items: readonly OldItem[]
  readonly results: readonly { readonly lane: string; readonly file: string }[]
}

/** A few of the items whose newest event was before a moment, oldest first, from the one after `last` on. */
export function oldItems(db: DatabaseSync, before: number, last: OldItem | null, limit: number): OldItem[] {
  const rows = db
    .prepare(
      `SELECT lane, id, status, changed_at, result_file FROM items
       WHERE changed_at < ? AND (changed_at, lane, id) > (?, ?, ?) ORDER BY changed_at, lane, id LIMIT ?`,
    )
    .all(before, last?.changed_at ?? -Number.MAX_VALUE, last?.lane ?? '', last?.id ?? '', limit)
  return readableRows(OldItem, rows)
}

/**
 * Removes items, unless something has happened to them meanwhile, with all their events, in one transaction. Answers which
 * went; those that completed stay counted in `removed`.
 */
export function forgetItems(db: DatabaseSync, { items, results }: Forgotten): OldItem[] {
  const item = db.prepare('DELETE FROM items WHERE lane = ? AND id = ? AND changed_at = ?')
  const events = db.prepare('DELETE FROM events WHERE lane = ? AND id = ?')
  const result = db.prepare('DELETE FROM results WHERE lane = ? AND file = ?')
  const counted = db.prepare(
    'INSERT INTO removed VALUES (?, 1) ON CONFLICT (lane) DO UPDATE SET completed = completed + 1',
  )
  return inTransaction(db, () => {
    const gone = items.filter((one) => item.run(one.lane, one.id, one.changed_at).changes > 0)
    for (const { lane, id, status } of gone) {
      events.run(lane, id)
      if (status === 'completed') counted.run(lane)
    }
    for (const { lane, file } of results) result.run(lane, file)
    return gone
  })
}
