import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { HistoryFound, HistoryHit } from '#shared/contract'
import type { ItemEvent } from '#shared/item'
import type { MessageSummary } from '#shared/message'
import { Breather } from '../ground/breather'
import { steadyClock } from '../ground/steady-clock'
import { historyDatabase } from './history-database'
import { type Forgotten, forgetItems, type OldItem, oldItems } from './history-retention'
import { EventRow, eventOf, type FoundRow, followed, type HistoryEntry, ItemNotes, summaryIn } from './history-rows'
import { foundCompleted, foundItems, placeAt, type Searched } from './history-search'
import { type HistoryStatements, historyStatements } from './history-statements'
import { readableRows } from './readable-rows'
import { toldAtMost } from './told-at-most'
import { WriteBatch } from './write-batch'

/** What cannot be read is told so often at most, ms: windows ask again and again. */
const toldAgainMs = 60_000

/**
 * The index over what happened: every transition of every item, and the newest facts of each. Writes are batched; reads
 * see everything recorded before them. It is an index, not the truth: lost, it is begun anew from what is on disk.
 */
export class History implements Disposable {
  readonly #db: DatabaseSync
  readonly #statements: HistoryStatements
  readonly #completed = new Map<string, number>()
  readonly #batch: WriteBatch<HistoryEntry>
  /** What the batch comes to for each of its items, whose row is written once however often it changed. */
  readonly #unwritten = new Map<string, HistoryEntry>()
  readonly #life = new AbortController()
  readonly #troubled: (error: unknown) => void
  readonly #passed: (error: unknown) => void

  /** `now` in ms; it never goes back, as a clock on the wall may. */
  constructor(path: string, troubled: (error: unknown) => void, now: () => number = steadyClock(Date.now)) {
    const unread = 'Something in the history cannot be read, and is passed over.'
    this.#passed = toldAtMost(toldAgainMs, (cause) => troubled(new Error(unread, { cause })), now)
    this.#db = historyDatabase(path)
    this.#statements = historyStatements(this.#db)
    this.#troubled = troubled
    this.#batch = new WriteBatch({
      db: this.#db,
      write: (entries) => this.#write(entries),
      failed: (error) => {
        this.#unwritten.clear()
        this.#completed.clear()
        troubled(error)
      },
    })
  }

  /** What comes after the history was closed, from a worker that would not end, is not written down. */
  record(entry: HistoryEntry): void {
    if (this.#life.signal.aborted) return
    const item = `${entry.event.lane}/${entry.event.id}`
    const before = this.#unwritten.get(item)
    this.#unwritten.set(item, before === undefined ? entry : followed(before, entry))
    this.#batch.add(entry)
  }

  /** Writes what is in memory in one transaction. A failure is reported and costs the batch, never the lane. */
  flush(): void {
    this.#batch.flush()
  }

  /**
   * Asked once for every claim, so it does not write the batch first. No lane stands still because its history cannot be
   * read: then nothing is known to be completed.
   */
  isCompleted(lane: string, id: string): boolean {
    const unwritten = this.#unwritten.get(`${lane}/${id}`)
    if (unwritten !== undefined) return unwritten.status === 'completed'
    try {
      return this.#isWrittenCompleted(lane, id)
    } catch (error) {
      this.#troubled(error)
      return false
    }
  }

  notes(lane: string, id: string): ItemNotes | null {
    this.flush()
    return this.#rows(ItemNotes, () => this.#statements.notes.all(lane, id))[0] ?? null
  }

  /** The items that were active when last heard of, newest first, at most 1,000. */
  active(lane: string): ItemNotes[] {
    this.flush()
    return this.#rows(ItemNotes, () => this.#statements.active.all(lane))
  }

  /** The item with this very message that was active when last heard of; of several the one longest without news. */
  activeSaying(lane: string, summary: MessageSummary): ItemNotes | null {
    this.flush()
    return this.#rows(ItemNotes, () => this.#statements.activeSaying.all(lane, JSON.stringify(summary)))[0] ?? null
  }

  /** How many have ever completed, also those that were removed since. */
  completedCount(lane: string): number {
    this.flush()
    return this.#knownCompleted(lane) + this.#removedCount(lane)
  }

  /** Completed items, newest first. `search` finds plain text in id and summary, and stops short when `signal` aborts. */
  async completed(
    lane: string,
    search: string,
    window: { readonly offset: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<{ total: number; rows: ItemNotes[] }> {
    this.flush()
    if (search !== '') return foundCompleted(this.#db, lane, search, window, this.#both(signal))
    const below = await placeAt(this.#db, lane, window.offset, this.#both(signal))
    const total = this.#life.signal.aborted ? 0 : this.#knownCompleted(lane)
    if (below === null || signal.aborted || this.#life.signal.aborted) return { total, rows: [] }
    const rows = this.#rows(ItemNotes, () => this.#statements.window.all(lane, ...below, window.limit))
    return { total, rows }
  }

  /** Whether a published result of this name is known. */
  hasResult(lane: string, file: string): boolean {
    this.flush()
    return this.#statements.hasResult.get(lane, file) !== undefined
  }

  /** Since when an item is what it was before it was last put in the trash, ms; null when nothing tells. */
  stoodSince(lane: string, id: string): number | null {
    this.flush()
    const row = this.#statements.stoodSince.get(lane, id)
    return row === undefined ? null : z.object({ at: z.number() }).parse(row).at
  }

  /** What happened to one item, oldest first, at most 500 steps. */
  timeline(lane: string, id: string): ItemEvent[] {
    this.flush()
    return this.#rows(EventRow, () => this.#statements.timeline.all(lane, id)).map(eventOf)
  }

  /** What lists show of an item's message, or null when that is not known. */
  summary(lane: string, id: string): MessageSummary | null {
    return summaryIn(this.notes(lane, id))
  }

  /** A few words for an item in a list: what its message says, else its id. */
  titleOf(lane: string, id: string): string {
    return this.summary(lane, id)?.text ?? id.slice(0, id.lastIndexOf('@'))
  }

  /**
   * Items that every word fits (in id, message, sender, reason, answer's file or invocation), newest first. Gives what it
   * has found when `signal` aborts or `boundMs` has passed, and says how far back it looked.
   */
  async search(words: string, limit: number, signal: AbortSignal, boundMs?: number): Promise<HistoryFound> {
    const both = this.#both(signal)
    const hits: HistoryHit[] = []
    const breather = new Breather()
    const found: Searched = await foundItems(this.#db, words, limit, () => this.flush(), both, boundMs)
    for (const row of found.rows) {
      await breather.pause()
      if (both.aborted) break
      hits.push(this.#hit(row))
    }
    return { hits, lookedAt: found.lookedAt, unlooked: found.unlooked }
  }

  /** The newest events of all lanes, newest first. */
  latest(limit: number): ItemEvent[] {
    this.flush()
    return this.#rows(EventRow, () => this.#statements.latest.all(limit)).map(eventOf)
  }

  /** See `oldItems`. */
  old(before: number, last: OldItem | null, limit: number): OldItem[] {
    this.flush()
    return oldItems(this.#db, before, last, limit)
  }

  /** See `forgetItems`. Answers how many items went. */
  forget(forgotten: Forgotten): number {
    this.flush()
    const gone = forgetItems(this.#db, forgotten)
    for (const { lane, status } of gone) {
      const count = this.#completed.get(lane)
      if (status === 'completed' && count !== undefined) this.#completed.set(lane, count - 1)
    }
    return gone.length
  }

  [Symbol.dispose](): void {
    this.flush()
    this.#life.abort()
    this.#db.close()
  }

  #hit({ lane, id, status, changed_at, result_file }: FoundRow): HistoryHit {
    const title = this.titleOf(lane, id)
    return {
      lane,
      id,
      status,
      title,
      changedAt: changed_at,
      resultFile: result_file,
      timeline: this.timeline(lane, id),
    }
  }

  /** What cannot be read is passed over, and told now and then: no start and no window may end for a row of another shape. */
  #rows<Row>(schema: z.ZodType<Row>, read: () => readonly unknown[]): Row[] {
    try {
      return readableRows(schema, read(), (_rows, why) => this.#passed(why))
    } catch (error) {
      // A damaged page, or a number that JavaScript cannot hold.
      this.#passed(error)
      return []
    }
  }

  #both(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#life.signal])
  }

  #knownCompleted(lane: string): number {
    let count = this.#completed.get(lane)
    if (count === undefined) {
      count = counted(this.#statements.count.get(lane))
      this.#completed.set(lane, count)
    }
    return count
  }

  #removedCount(lane: string): number {
    const row = this.#statements.removed.get(lane)
    return row === undefined ? 0 : counted(row)
  }

  #isWrittenCompleted(lane: string, id: string): boolean {
    return this.#statements.isCompleted.get(lane, id) !== undefined
  }

  #write(entries: readonly HistoryEntry[]): void {
    for (const entry of entries) this.#writeEvent(entry)
    for (const entry of this.#unwritten.values()) this.#writeItem(entry)
    this.#unwritten.clear()
  }

  #writeEvent({ event, resultFile }: HistoryEntry): void {
    if (resultFile !== null) this.#statements.result.run(event.lane, resultFile)
    this.#statements.event.run(
      event.at,
      event.lane,
      event.id,
      event.kind,
      event.attempt,
      event.text,
      event.invocationId,
    )
  }

  #writeItem(entry: HistoryEntry): void {
    const { event } = entry
    this.#count(event.lane, event.id, entry.status)
    this.#statements.item.run(
      event.lane,
      event.id,
      entry.status,
      event.attempt,
      entry.arrivedAt,
      entry.changedAt ?? event.at,
      entry.bytes,
      entry.reason,
      entry.agent,
      entry.provider,
      event.invocationId,
      entry.resultFile,
      entry.summary === null ? null : JSON.stringify(entry.summary),
      entry.permissions ?? null,
      entry.runId ?? null,
      Number(entry.keeps === 'reason and time'),
      Number(entry.keeps !== undefined),
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

function counted(row: unknown): number {
  return z.object({ n: z.number() }).parse(row).n
}
