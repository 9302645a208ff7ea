import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'

/** Rows looked through between two turns of the event loop: a few milliseconds of comparing text. */
const sliceRows = 250

/** A condition on items, and the values of its placeholders. */
export interface Condition {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

export interface Scan {
  /** Which items are looked through; an index must give them in order. */
  readonly within: Condition
  /** `changed_at` and what else tells the items apart; all of it falls from the first item to the last. */
  readonly order: readonly ['changed_at', ...string[]]
  /** Which of those are wanted. */
  readonly fits: Condition
  /** Aborts when nobody waits for more. */
  readonly signal: AbortSignal
}

type Row = Record<string, SQLOutputValue>

export interface Slice {
  /** Of the items looked through, those that fit. */
  readonly rows: readonly Row[]
  readonly lookedAt: number
  /** Where the next slice goes on, in `changed_at`; null behind the last. */
  readonly below: number | null
}

/**
 * Looks through items newest first, slice by slice, and gives those of each slice that fit, so that a history of any length
 * never holds the event loop: each statement reads so many rows and no more. What changes meanwhile moves to the front, which
 * has been looked through then.
 */
export async function* scanned(db: DatabaseSync, { within, order, fits, signal }: Scan): AsyncGenerator<Slice, void> {
  // The database may be closed by then.
  if (signal.aborted) return
  const key = `(${order.join(', ')})`
  const place = `(${order.map(() => '?').join(', ')})`
  const falling = order.map((column) => `${column} DESC`).join(', ')
  const ahead = `FROM items WHERE ${within.sql} AND ${key} < ${place} ORDER BY ${falling}`
  const last = db.prepare(`SELECT ${order.join(', ')} ${ahead} LIMIT 1 OFFSET ${sliceRows - 1}`)
  // The limit stands inside: a lower bound outside would be looked for in all that is older.
  const slice = db.prepare(`SELECT * FROM (SELECT * ${ahead} LIMIT ${sliceRows}) WHERE ${fits.sql}`)
  slice.setReadBigInts(true)
  const rest = db.prepare(`SELECT count(*) AS n FROM (SELECT 1 ${ahead} LIMIT ${sliceRows})`)
  let above: SQLInputValue[] = order.map((_, at) => (at === 0 ? Number.MAX_VALUE : ''))
  for (; !signal.aborted; await setImmediate()) {
    const found = last.get(...within.values, ...above)
    const rows = slice.all(...within.values, ...above, ...fits.values)
    if (found === undefined) {
      yield { rows, lookedAt: Number(rest.get(...within.values, ...above)?.n ?? 0), below: null }
      return
    }
    yield { rows, lookedAt: sliceRows, below: Number(found.changed_at) }
    above = Object.values(found)
  }
}

/** Plain text anywhere in what an expression gives. */
export function says(expression: string, text: string): Condition {
  return { sql: `${expression} LIKE ? ESCAPE '\\'`, values: [`%${text.replace(/[\\%_]/g, '\\$&')}%`] }
}

export function allOf(conditions: readonly Condition[]): Condition {
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(' AND ') || '1',
    values: conditions.flatMap(({ values }) => values),
  }
}
