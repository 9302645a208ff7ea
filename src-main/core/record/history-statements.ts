import type { DatabaseSync, StatementSync } from 'node:sqlite'

export type HistoryStatements = ReturnType<typeof historyStatements>

/** What the history asks and writes often, prepared once. */
export function historyStatements(db: DatabaseSync) {
  const completed = `lane = ? AND status = 'completed'`
  const rows = (sql: string): StatementSync => {
    const statement = db.prepare(sql)
    statement.setReadBigInts(true)
    return statement
  }
  return {
    event: db.prepare(
      'INSERT INTO events (at, lane, id, kind, attempt, text, invocation_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    item: db.prepare(`INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (lane, id) DO UPDATE SET status = excluded.status, attempt = excluded.attempt,
        changed_at = CASE ? WHEN 1 THEN changed_at ELSE excluded.changed_at END, bytes = excluded.bytes,
        reason = CASE ? WHEN 1 THEN reason ELSE excluded.reason END,
        agent = coalesce(excluded.agent, agent), provider = coalesce(excluded.provider, provider),
        invocation_id = coalesce(excluded.invocation_id, invocation_id),
        result_file = coalesce(excluded.result_file, result_file), summary = coalesce(excluded.summary, summary),
        permissions = coalesce(excluded.permissions, permissions), run_id = coalesce(excluded.run_id, run_id)`),
    isCompleted: db.prepare(`SELECT 1 FROM items WHERE lane = ? AND id = ? AND status = 'completed'`),
    notes: rows('SELECT * FROM items WHERE lane = ? AND id = ?'),
    active: rows(`SELECT * FROM items WHERE lane = ? AND status = 'active' ORDER BY changed_at DESC LIMIT 1000`),
    activeSaying: rows(
      `SELECT * FROM items WHERE lane = ? AND status = 'active' AND summary = ? ORDER BY changed_at LIMIT 1`,
    ),
    count: db.prepare(`SELECT count(*) AS n FROM items WHERE ${completed}`),
    removed: db.prepare('SELECT completed AS n FROM removed WHERE lane = ?'),
    window: rows(
      `SELECT * FROM items WHERE ${completed} AND (changed_at, id) < (?, ?) ORDER BY changed_at DESC, id DESC LIMIT ?`,
    ),
    hasResult: db.prepare('SELECT 1 FROM results WHERE lane = ? AND file = ?'),
    result: db.prepare('INSERT OR IGNORE INTO results VALUES (?, ?)'),
    stoodSince: db.prepare(`SELECT at FROM events WHERE lane = ? AND id = ?
      AND kind NOT IN ('discarded', 'restored', 'resent', 'repaired') ORDER BY seq DESC LIMIT 1`),
    timeline: rows('SELECT * FROM events WHERE lane = ? AND id = ? ORDER BY seq LIMIT 500'),
    latest: rows('SELECT * FROM events ORDER BY seq DESC LIMIT ?'),
  } satisfies Record<string, StatementSync>
}
