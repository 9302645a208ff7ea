import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'

/** Rows looked through between two turns of the event loop: a few milliseconds of comparing text. */
const sliceRows = 500

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

/**
 * Looks through items newest first, slice by slice, and gives those of each slice that fit, so that a history of any length
 * never holds the event loop. What changes meanwhile moves to the front, which has been looked through then.
 */
export async function* scanned(db: DatabaseSync, { within, order, fits, signal }: Scan): AsyncGenerator<Row[], void> {
  // The database may be closed by then.
  if (signal.aborted) return
  const key = `(${order.join(', ')})`
  const place = `(${order.map(() => '?').join(', ')})`
  const falling = order.map((column) => `${column} DESC`).join(', ')
  const ahead = `FROM items WHERE ${within.sql} AND ${key} < ${place}`
  const last = db.prepare(`SELECT ${order.join(', ')} ${ahead} ORDER BY ${falling} LIMIT 1 OFFSET ${sliceRows - 1}`)
  const slice = db.prepare(`SELECT * ${ahead} AND ${key} >= ${place} AND ${fits.sql} ORDER BY ${falling}`)
  const ends = (changedAt: number): SQLInputValue[] => order.map((_, at) => (at === 0 ? changedAt : ''))
  for (let above = ends(Number.MAX_VALUE); !signal.aborted; await setImmediate()) {
    const found = last.get(...within.values, ...above)
    const below = found === undefined ? ends(-Number.MAX_VALUE) : Object.values(found)
    yield slice.all(...within.values, ...above, ...below, ...fits.values)
    if (found === undefined) return
    above = below
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
