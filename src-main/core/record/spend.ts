import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import type { Invocation } from '#shared/invocation'
import type { SpendGrouping, SpendQuery, SpendRow } from '#shared/spend'
import { privateDatabase } from '../ground/private-database'
import { DaySums } from './day-sums'
import { dayOf, type SpentToday } from './spend-caps'
import { inTransaction, WriteBatch } from './write-batch'

const schema = `
CREATE TABLE IF NOT EXISTS spend (
  id TEXT NOT NULL PRIMARY KEY, day TEXT NOT NULL, lane TEXT NOT NULL, item TEXT NOT NULL, agent TEXT NOT NULL,
  provider TEXT NOT NULL, model TEXT, input INTEGER NOT NULL, output INTEGER NOT NULL, cost REAL,
  estimated INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS spend_by_day ON spend (day);
CREATE INDEX IF NOT EXISTS spend_by_item ON spend (lane, item);
`

const Sums = {
  runs: z.number(),
  unpriced: z.number(),
  input: z.number(),
  output: z.number(),
  cost: z.number(),
  estimated: z.number(),
}
const Row = z.object({ name: z.string(), ...Sums })
const sums = `count(*) AS runs, coalesce(sum(cost IS NULL), 0) AS unpriced, coalesce(sum(input), 0) AS input,
  coalesce(sum(output), 0) AS output, coalesce(sum(cost), 0.0) AS cost, coalesce(max(estimated), 0) AS estimated`

/** What could not be written is tried again after this long, ms; a database that another process holds blocks each try. */
const againMs = 5_000
/** Of more than so many runs that could not be written the oldest are left to the next start, which reads their records. */
const mostUnwritten = 10_000

/** How an agent is named where those of several orchestrators stand together. */
function agentName(invocation: Pick<Invocation, 'orchestrator' | 'agent'>): string {
  return invocation.orchestrator === undefined ? invocation.agent : `${invocation.orchestrator}/${invocation.agent}`
}

/**
 * What every ended run used, in a table of its own beside the history. Writes are batched; reads see everything recorded
 * before them. A run is counted once however often it is recorded, so what a crash cut off can be recorded again.
 */
export class Spend implements Disposable {
  /** Nothing was ever noted in this history: it is the first, or the one before was lost. */
  readonly isNew: boolean
  readonly #db: DatabaseSync
  readonly #insert: StatementSync
  readonly #itemCost: StatementSync
  /** Of the day that was asked for last; null: to be added up anew. */
  #sums: DaySums | null = null
  readonly #batch: WriteBatch<Invocation>
  readonly #troubled: (error: unknown) => void
  #unwritten: readonly Invocation[] = []
  #refusedWith: unknown = null
  #againAt = 0

  constructor(path: string, troubled: (error: unknown) => void) {
    this.#troubled = troubled
    this.#db = privateDatabase(path)
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;')
    this.isNew = this.#db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'spend'`).get() === undefined
    this.#db.exec(schema)
    this.#insert = this.#db.prepare('INSERT OR IGNORE INTO spend VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#itemCost = this.#db.prepare('SELECT coalesce(sum(cost), 0.0) AS cost FROM spend WHERE lane = ? AND item = ?')
    this.#batch = new WriteBatch({
      db: this.#db,
      write: (ended) => {
        for (const invocation of ended) this.#write(invocation)
      },
      failed: (error, ended) => this.#refused(error, ended),
    })
  }

  /** Takes the record of an ended run; one that used nothing is left out. */
  record(invocation: Invocation): void {
    if (invocation.usage === null) return
    this.#batch.add(invocation)
  }

  /** Writes what is in memory. Never throws: what the disk refuses is reported, kept, and tried again. */
  flush(): void {
    this.#batch.flush()
    if (this.#unwritten.length === 0 || performance.now() < this.#againAt) return
    const entries = this.#unwritten
    this.#unwritten = []
    try {
      inTransaction(this.#db, () => {
        for (const invocation of entries) this.#write(invocation)
      })
      this.#refusedWith = null
    } catch (error) {
      this.#refused(error, entries)
    }
  }

  /** The ids of the runs that were noted since a day. */
  notedSince(day: string): Set<string> {
    this.flush()
    const rows = this.#db.prepare('SELECT id FROM spend WHERE day >= ?').all(day)
    return new Set(rows.map(({ id }) => String(id)))
  }

  /** What all attempts at one item have cost so far, in US dollars. Throws as `day` does. */
  itemCost(lane: string, item: string): number {
    this.#flushAll()
    return z.object({ cost: z.number() }).parse(this.#itemCost.get(lane, item)).cost
  }

  /**
   * The sums of one day, and those of its agents and lanes. All runs are gone through for a day that was not asked for last.
   * Throws while a run could not be noted: sums without it would let a cap be passed.
   */
  day(day: string): SpentToday & SpendRow {
    this.#flushAll()
    if (this.#sums?.day !== day) this.#sums = this.#added(day)
    const { total, agents, lanes } = this.#sums
    return { ...total, agents, lanes }
  }

  #added(day: string): DaySums {
    const total = this.#db.prepare(`SELECT ? AS name, ${sums} FROM spend WHERE day = ?1`).get(day)
    const by = (column: 'agent' | 'lane') => {
      const rows = this.#db.prepare(`SELECT ${column} AS name, ${sums} FROM spend WHERE day = ? GROUP BY name`).all(day)
      return new Map(rows.map((row) => rowOf(row)).map(({ name, costUsd }) => [name, costUsd]))
    }
    return new DaySums(rowOf(total), by('agent'), by('lane'))
  }

  summary({ by, days, limit }: SpendQuery, now: number): SpendRow[] {
    this.flush()
    const date = new Date(now)
    const first = dayOf(new Date(date.getFullYear(), date.getMonth(), date.getDate() - (days - 1)).getTime())
    const order = by === 'day' ? 'name DESC' : 'cost DESC, input DESC, name'
    return this.#db
      .prepare(
        `SELECT ${columns[by]} AS name, ${sums} FROM spend WHERE day >= ? GROUP BY name ORDER BY ${order} LIMIT ?`,
      )
      .all(first, limit)
      .map(rowOf)
  }

  [Symbol.dispose](): void {
    this.flush()
    this.#db.close()
  }

  #flushAll(): void {
    this.flush()
    if (this.#unwritten.length > 0) throw new Error('What runs used could not be noted', { cause: this.#refusedWith })
  }

  #refused(error: unknown, entries: readonly Invocation[]): void {
    // What was added to the sums was taken back from the table.
    this.#sums = null
    if (this.#unwritten.length === 0 && this.#refusedWith === null) this.#troubled(error)
    this.#unwritten = [...entries, ...this.#unwritten].slice(-mostUnwritten)
    this.#refusedWith = error
    this.#againAt = performance.now() + againMs
  }

  #write(invocation: Invocation): void {
    const { id, endedAt, startedAt, lane, itemId, provider, model, usage } = invocation
    const { inputTokens, outputTokens, costUsd = null, costEstimated: estimated = false } = usage ?? {}
    const day = dayOf(endedAt ?? startedAt)
    const agent = agentName(invocation)
    const input = inputTokens ?? 0
    const output = outputTokens ?? 0
    const what = [id, day, lane, itemId, agent, provider, model, input, output, costUsd, estimated ? 1 : 0] as const
    const isNew = this.#insert.run(...what).changes > 0
    if (!isNew || this.#sums?.day !== day) return
    this.#sums.add({ agent, lane, inputTokens: input, outputTokens: output, costUsd, estimated })
  }
}

const columns: Record<SpendGrouping, string> = {
  day: 'day',
  agent: 'agent',
  provider: 'provider',
  lane: 'lane',
  item: `lane || '/' || item`,
}

function rowOf(row: unknown): SpendRow {
  const { name, runs, unpriced, input, output, cost, estimated } = Row.parse(row)
  return {
    name,
    runs,
    unpricedRuns: unpriced,
    inputTokens: input,
    outputTokens: output,
    costUsd: cost,
    estimated: estimated === 1,
  }
}
