import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { FoundRow, ItemNotes } from './history-rows'
import { allOf, says, scanned } from './history-scan'
import { readableRows } from './readable-rows'

/** A search looks no longer than this, in ms, and answers with what it has found by then. */
const usualBoundMs = 20_000
const mostWords = 8
const Place = z.object({ changed_at: z.number(), id: z.string() })

/** What of an item is searched. */
const text = ['id', 'summary', 'reason', 'result_file', 'invocation_id']
  .map((column) => `coalesce(${column}, '')`)
  .join(` || ' ' || `)

export interface Searched {
  readonly rows: FoundRow[]
  readonly lookedAt: number
  /** What last changed before this was not looked at; null: all of it was, or as much was found as was wanted. */
  readonly unlooked: number | null
}

/**
 * Items of all lanes that every word fits, newest first, at most `limit`. `flush` has what is still in memory written, so
 * that it is found too. Ends when `signal` aborts, and when time is up.
 */
export async function foundItems(
  db: DatabaseSync,
  words: string,
  limit: number,
  flush: () => void,
  signal: AbortSignal,
  boundMs: number = usualBoundMs,
): Promise<Searched> {
  const began = Date.now()
  const wanted = words.split(/\s+/).filter(Boolean).slice(0, mostWords)
  const fits = allOf(wanted.map((word) => says(text, word)))
  const order = ['changed_at', 'lane', 'id'] as const
  const found = new Map<string, FoundRow>()
  let lookedAt = 0
  /** Answers what was not looked at. */
  const look = async (since: number): Promise<number | null> => {
    flush()
    const within = { sql: 'changed_at >= ?', values: [since] }
    for await (const { rows, lookedAt: more, below } of scanned(db, { within, order, fits, signal })) {
      lookedAt += more
      for (const row of readableRows(FoundRow, rows)) found.set(`${row.lane}/${row.id}`, row)
      if (found.size >= limit || below === null) return null
      // One slice is always looked through, however short the time is.
      if (Date.now() - began >= boundMs) return below
    }
    return Number.MAX_VALUE
  }
  const unlooked = await look(-Number.MAX_VALUE)
  // What changed meanwhile may have gone past the search.
  const whole = lookedAt
  if (found.size < limit && !signal.aborted) await look(began)
  const rows = [...found.values()].sort((a, b) => b.changed_at - a.changed_at).slice(0, limit)
  return { rows, lookedAt: whole, unlooked }
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
  for await (const { rows } of scanned(db, { within, order: ['changed_at', 'id'], fits, signal })) {
    const before = Math.max(window.offset - total, 0)
    const room = Math.max(window.limit - shown.length, 0)
    shown.push(...readableRows(ItemNotes, rows.slice(before, before + room)))
    total += rows.length
  }
  return { total, rows: shown }
}

/** So many entries of an index are passed over between two turns of the event loop. */
const skippedAtOnce = 2000

/**
 * The place in the completed items of a lane, newest first, that `offset` of them come before; null when there are not so
 * many. However far down a list somebody looks, the event loop is not held.
 */
export async function placeAt(
  db: DatabaseSync,
  lane: string,
  offset: number,
  signal: AbortSignal,
): Promise<[changedAt: number, id: string] | null> {
  let place: [number, string] = [Number.MAX_VALUE, '']
  const last = db.prepare(
    `SELECT changed_at, id FROM items WHERE lane = ? AND status = 'completed' AND (changed_at, id) < (?, ?)
     ORDER BY changed_at DESC, id DESC LIMIT 1 OFFSET ?`,
  )
  for (let left = offset; left > 0; left -= skippedAtOnce) {
    const found = Place.safeParse(last.get(lane, ...place, Math.min(left, skippedAtOnce) - 1))
    if (!found.success) return null
    place = [found.data.changed_at, found.data.id]
    if (left <= skippedAtOnce) break
    await setImmediate()
    // The database may be closed by then.
    if (signal.aborted) return null
  }
  return place
}
