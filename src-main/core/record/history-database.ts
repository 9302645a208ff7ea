import type { DatabaseSync } from 'node:sqlite'
import { privateDatabase } from '../ground/private-database'

/** The file was written by a Lanekeeper that knows more than this one. */
export class NewerHistory extends Error {
  override name = 'NewerHistory'

  constructor(path: string) {
    super(`${path} was written by a newer Lanekeeper`)
  }
}

/**
 * How the tables of one version become those of the next: the first step makes those of version 1 from nothing. A step that was
 * in a release is never edited; what the tables shall have besides is a further step.
 */
const steps: readonly ((db: DatabaseSync) => void)[] = [
  // A home may hold what was made of this before its version was written.
  (db) =>
    db.exec(`
CREATE TABLE IF NOT EXISTS items (
  lane TEXT NOT NULL, id TEXT NOT NULL, status TEXT NOT NULL, attempt INTEGER NOT NULL, arrived_at REAL NOT NULL,
  changed_at REAL NOT NULL, bytes REAL NOT NULL, reason TEXT, agent TEXT, provider TEXT, invocation_id TEXT,
  result_file TEXT, summary TEXT, PRIMARY KEY (lane, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS items_by_status ON items (lane, status, changed_at);
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY, at REAL NOT NULL, lane TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
  attempt INTEGER NOT NULL, text TEXT NOT NULL, invocation_id TEXT);
CREATE TABLE IF NOT EXISTS results (lane TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (lane, file)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_by_item ON events (lane, id);
`),
  // Version 1 grew several times under its number: any of this may be there. Rows are written by the order of these columns.
  (db) => {
    for (const column of ['permissions', 'run_id']) addColumn(db, column)
    db.exec(`
CREATE INDEX IF NOT EXISTS items_by_change ON items (changed_at);
CREATE TABLE IF NOT EXISTS removed (lane TEXT NOT NULL PRIMARY KEY, completed INTEGER NOT NULL) WITHOUT ROWID;
`)
  },
]

/**
 * Opens the history's file and brings its tables up to date, all of the way or not at all. Throws `NewerHistory` for a file that
 * is not to be touched.
 */
export function historyDatabase(path: string): DatabaseSync {
  const db = privateDatabase(path)
  try {
    db.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
    const version = versionOf(db)
    if (version > steps.length) throw new NewerHistory(path)
    if (version < steps.length) bringUpToDate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function bringUpToDate(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const step of steps.slice(versionOf(db))) step(db)
    db.exec(`PRAGMA user_version = ${steps.length}; COMMIT`)
  } catch (error) {
    // SQLite itself has ended it after some faults; closing the file does so after any.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

function versionOf(db: DatabaseSync): number {
  const found = db.prepare('PRAGMA user_version').get()?.user_version
  return typeof found === 'number' ? found : 0
}

function addColumn(db: DatabaseSync, column: string): void {
  const known = db.prepare(`SELECT 1 FROM pragma_table_info('items') WHERE name = ?`).get(column)
  if (known === undefined) db.exec(`ALTER TABLE items ADD COLUMN ${column} TEXT`)
}
