import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { FoundRow, ItemNotes } from './history-rows'
import { allOf, says, scanned } from './history-scan'

/** A search looks no longer than this, in ms, and answers with what it has found by then. */
const boundMs = 10_000
const mostWords = 8

/** What of an item is searched. */
const text = ['id', 'summary', 'reason', 'result_file', 'invocation_id']
  .map((column) => `coalesce(${column}, '')`)
  .join(` || ' ' || `)

/**
 * Items of all lanes that every word fits, newest first, at most `limit`. `flush` has what is still in memory written, so
 * that it is found too.
 */
export async function foundItems(
  db: DatabaseSync,
  words: string,
  limit: number,
  flush: () => void,
  signal: AbortSignal,
): Promise<FoundRow[]> {
  const began = Date.now()
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(boundMs)])
  const wanted = words.split(/\s+/).filter(Boolean).slice(0, mostWords)
  const fits = allOf(wanted.map((word) => says(text, word)))
  const order = ['changed_at', 'lane', 'id'] as const
  const found = new Map<string, FoundRow>()
  const look = async (since: number): Promise<void> => {
    flush()
    const within = { sql: 'changed_at >= ?', values: [since] }
    for await (const rows of scanned(db, { within, order, fits, signal: bounded })) {
      for (const row of z.array(FoundRow).parse(rows)) found.set(`${row.lane}/${row.id}`, row)
      if (found.size >= limit) return
    }
  }
  await look(-Number.MAX_VALUE)
  // What changed meanwhile may have gone past the search.
  if (found.size < limit) await look(began)
  return [...found.values()].sort((a, b) => b.changed_at - a.changed_at).slice(0, limit)
}

/** Completed items of a lane whose id or message holds `search`: how many, and a window of them, newest first. */
export async function foundCompleted(
  db: DatabaseSync,
  lane: string,
  search: string,
  window: { readonly offset: number; readonly limit: number },
  signal: AbortSignal,
): Promise<{ total: number; rows: ItemNotes[] }> {
  const within = { sql: `lane = ? AND status = 'completed'`, values: [lane] }
  const fits = says(`(id || ' ' || coalesce(summary, ''))`, search)
  const shown: ItemNotes[] = []
  let total = 0
  for await (const rows of scanned(db, { within, order: ['changed_at', 'id'], fits, signal })) {
    const before = Math.max(window.offset - total, 0)
    const room = Math.max(window.limit - shown.length, 0)
    shown.push(...z.array(ItemNotes).parse(rows.slice(before, before + room)))
    total += rows.length
  }
  return { total, rows: shown }
}
