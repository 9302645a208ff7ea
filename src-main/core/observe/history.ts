import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import type { HistoryHit } from '#shared/contract'
import { Permissions } from '#shared/invocation'
import { Column, type ItemEvent, ItemEventKind } from '#shared/item'
import { MessageSummary } from '#shared/message'
import { historyDatabase } from './history-database'

/** The newest known facts of an item, beyond what its file name says. */
export const ItemNotes = z.object({
  id: z.string(),
  status: z.string(),
  attempt: z.number(),
  arrived_at: z.number(),
  changed_at: z.number(),
  bytes: z.number(),
  reason: z.string().nullable(),
  agent: z.string().nullable(),
  provider: z.string().nullable(),
  invocation_id: z.string().nullable(),
  result_file: z.string().nullable(),
  summary: z.string().nullable(),
  permissions: Permissions.nullable().catch(null),
})
export type ItemNotes = z.infer<typeof ItemNotes>

export interface HistoryEntry {
  readonly event: ItemEvent
  readonly status: string
  readonly arrivedAt: number
  readonly bytes: number
  readonly reason: string | null
  readonly agent: string | null
  readonly provider: string | null
  readonly resultFile: string | null
  readonly summary: MessageSummary | null
  readonly permissions?: Permissions | null
}

/** Entries kept in memory before they are written at the latest. */
const batchSize = 256
const batchMs = 100

/**
 * The index over what happened: every transition of every item, and the newest facts of each. Writes are batched; reads
 * see everything recorded before them. It is an index, not the truth: lost, it is begun anew from what is on disk.
 */
export class History implements Disposable {
  readonly #db: DatabaseSync
  readonly #statements: ReturnType<typeof prepare>
  readonly #completed = new Map<string, number>()
  #batch: HistoryEntry[] = []
  /** The newest status of each item in the batch. */
  readonly #unwritten = new Map<string, string>()
  #timer: NodeJS.Timeout | null = null
  readonly #troubled: (error: unknown) => void

  constructor(path: string, troubled: (error: unknown) => void) {
    this.#db = historyDatabase(path)
    this.#statements = prepare(this.#db)
    this.#troubled = troubled
  }

  record(entry: HistoryEntry): void {
    this.#batch.push(entry)
    this.#unwritten.set(`${entry.event.lane}/${entry.event.id}`, entry.status)
    if (this.#batch.length >= batchSize) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), batchMs)
  }

  /** Writes what is in memory in one transaction. A failure is reported and costs the batch, never the lane. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const batch = this.#batch
    if (batch.length === 0) return
    this.#batch = []
    this.#unwritten.clear()
    try {
      this.#db.exec('BEGIN')
      for (const entry of batch) this.#write(entry)
      this.#db.exec('COMMIT')
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      this.#completed.clear()
      this.#troubled(error)
    }
  }

  /** Asked once for every claim, so it does not write the batch first. */
  isCompleted(lane: string, id: string): boolean {
    const status = this.#unwritten.get(`${lane}/${id}`)
    return status === undefined ? this.#isWrittenCompleted(lane, id) : status === 'completed'
  }

  notes(lane: string, id: string): ItemNotes | null {
    this.flush()
    const row = this.#statements.notes.get(lane, id)
    return row === undefined ? null : ItemNotes.parse(row)
  }

  completedCount(lane: string): number {
    this.flush()
    let count = this.#completed.get(lane)
    if (count === undefined) {
      count = z.object({ n: z.number() }).parse(this.#statements.count.get(lane)).n
      this.#completed.set(lane, count)
    }
    return count
  }

  /** Completed items, newest first. `search` finds plain text in id and summary. */
  completed(lane: string, search: string, offset: number, limit: number): { total: number; rows: ItemNotes[] } {
    const total = search === '' ? this.completedCount(lane) : this.#found(lane, search)
    const rows = this.#statements.window.all(lane, pattern(search), limit, offset)
    return { total, rows: z.array(ItemNotes).parse(rows) }
  }

  /** Names of published results that the history knows. */
  resultFiles(lane: string): Set<string> {
    this.flush()
    const rows = this.#statements.results.all(lane)
    return new Set(
      z
        .array(z.object({ file: z.string() }))
        .parse(rows)
        .map((row) => row.file),
    )
  }

  /** What happened to one item, oldest first, at most 500 steps. */
  timeline(lane: string, id: string): ItemEvent[] {
    this.flush()
    return z.array(EventRow).parse(this.#statements.timeline.all(lane, id)).map(eventOf)
  }

  /** A few words for an item in a list: what its message says, else its id. */
  titleOf(lane: string, id: string): string {
    const summary = this.notes(lane, id)?.summary
    return summary == null ? id.slice(0, id.lastIndexOf('@')) : MessageSummary.parse(JSON.parse(summary)).text
  }

  /** Items that every word fits (in id, message, sender, reason, answer's file or invocation), newest first. */
  search(words: string, limit: number): HistoryHit[] {
    this.flush()
    const wanted = words.split(/\s+/).filter(Boolean).slice(0, 8)
    const text = `id || ' ' || coalesce(summary, '') || ' ' || coalesce(reason, '') || ' ' || coalesce(result_file, '') || ' ' || coalesce(invocation_id, '')`
    const fits = wanted.map(() => `(${text}) LIKE ? ESCAPE '\\'`).join(' AND ') || '1'
    const statement = this.#db.prepare(`SELECT * FROM items WHERE ${fits} ORDER BY changed_at DESC LIMIT ?`)
    const rows = z.array(FoundRow).parse(statement.all(...wanted.map(pattern), limit))
    return rows.map(({ lane, id, status, changed_at, result_file }) => ({
      lane,
      id,
      status,
      title: this.titleOf(lane, id),
      changedAt: changed_at,
      resultFile: result_file,
      timeline: this.timeline(lane, id),
    }))
  }

  /** The newest events of all lanes, newest first. */
  latest(limit: number): ItemEvent[] {
    this.flush()
    return z.array(EventRow).parse(this.#statements.latest.all(limit)).map(eventOf)
  }

  [Symbol.dispose](): void {
    this.flush()
    this.#db.close()
  }

  #found(lane: string, search: string): number {
    this.flush()
    return z.object({ n: z.number() }).parse(this.#statements.found.get(lane, pattern(search))).n
  }

  #isWrittenCompleted(lane: string, id: string): boolean {
    return this.#statements.isCompleted.get(lane, id) !== undefined
  }

  #write(entry: HistoryEntry): void {
    const { event } = entry
    this.#count(event.lane, event.id, entry.status)
    if (entry.resultFile !== null) this.#statements.result.run(event.lane, entry.resultFile)
    this.#statements.event.run(
      event.at,
      event.lane,
      event.id,
      event.kind,
      event.attempt,
      event.text,
      event.invocationId,
    )
    this.#statements.item.run(
      event.lane,
      event.id,
      entry.status,
      event.attempt,
      entry.arrivedAt,
      event.at,
      entry.bytes,
      entry.reason,
      entry.agent,
      entry.provider,
      event.invocationId,
      entry.resultFile,
      entry.summary === null ? null : JSON.stringify(entry.summary),
      entry.permissions ?? null,
    )
  }

  /** Keeps a count that was asked for: counting a million rows anew at each push would hold the event loop. */
  #count(lane: string, id: string, status: string): void {
    const count = this.#completed.get(lane)
    if (count === undefined) return
    const by = Number(status === 'completed') - Number(this.#isWrittenCompleted(lane, id))
    if (by !== 0) this.#completed.set(lane, count + by)
  }
}

const FoundRow = z.object({
  lane: z.string(),
  id: z.string(),
  status: Column,
  changed_at: z.number(),
  result_file: z.string().nullable(),
})

const EventRow = z.object({
  at: z.number(),
  lane: z.string(),
  id: z.string(),
  kind: ItemEventKind,
  attempt: z.number(),
  text: z.string(),
  invocation_id: z.string().nullable(),
})

function eventOf(row: z.infer<typeof EventRow>): ItemEvent {
  const { invocation_id, ...event } = row
  return { ...event, invocationId: invocation_id }
}

function pattern(search: string): string {
  return search === '' ? '%' : `%${search.replace(/[\\%_]/g, '\\$&')}%`
}

function prepare(
  db: DatabaseSync,
): Record<
  | 'event'
  | 'item'
  | 'isCompleted'
  | 'notes'
  | 'count'
  | 'found'
  | 'window'
  | 'result'
  | 'results'
  | 'timeline'
  | 'latest',
  StatementSync
> {
  const matches = `lane = ? AND status = 'completed' AND (id LIKE ?2 ESCAPE '\\' OR summary LIKE ?2 ESCAPE '\\')`
  return {
    event: db.prepare(
      'INSERT INTO events (at, lane, id, kind, attempt, text, invocation_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    item: db.prepare(`INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (lane, id) DO UPDATE SET status = excluded.status, attempt = excluded.attempt,
        changed_at = excluded.changed_at, bytes = excluded.bytes, reason = excluded.reason,
        agent = coalesce(excluded.agent, agent), provider = coalesce(excluded.provider, provider),
        invocation_id = coalesce(excluded.invocation_id, invocation_id),
        result_file = coalesce(excluded.result_file, result_file), summary = coalesce(excluded.summary, summary),
        permissions = coalesce(excluded.permissions, permissions)`),
    isCompleted: db.prepare(`SELECT 1 FROM items WHERE lane = ? AND id = ? AND status = 'completed'`),
    notes: db.prepare('SELECT * FROM items WHERE lane = ? AND id = ?'),
    count: db.prepare(`SELECT count(*) AS n FROM items WHERE lane = ? AND status = 'completed'`),
    found: db.prepare(`SELECT count(*) AS n FROM items WHERE ${matches}`),
    window: db.prepare(`SELECT * FROM items WHERE ${matches} ORDER BY changed_at DESC, id LIMIT ?3 OFFSET ?4`),
    results: db.prepare('SELECT file FROM results WHERE lane = ?'),
    result: db.prepare('INSERT OR IGNORE INTO results VALUES (?, ?)'),
    timeline: db.prepare('SELECT * FROM events WHERE lane = ? AND id = ? ORDER BY seq LIMIT 500'),
    latest: db.prepare('SELECT * FROM events ORDER BY seq DESC LIMIT ?'),
  }
}
