import type { DatabaseSync } from 'node:sqlite'
import { privateDatabase } from '../ground/private-database'

const version = 1

/** The file was written by a Lanekeeper that knows more than this one. */
export class NewerHistory extends Error {
  override name = 'NewerHistory'

  constructor(path: string) {
    super(`${path} was written by a newer Lanekeeper`)
  }
}

const schema = `
CREATE TABLE IF NOT EXISTS items (
  lane TEXT NOT NULL, id TEXT NOT NULL, status TEXT NOT NULL, attempt INTEGER NOT NULL, arrived_at REAL NOT NULL,
  changed_at REAL NOT NULL, bytes REAL NOT NULL, reason TEXT, agent TEXT, provider TEXT, invocation_id TEXT,
  result_file TEXT, summary TEXT, permissions TEXT, run_id TEXT,
  PRIMARY KEY (lane, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS items_by_status ON items (lane, status, changed_at);
CREATE INDEX IF NOT EXISTS items_by_change ON items (changed_at);
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY, at REAL NOT NULL, lane TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
  attempt INTEGER NOT NULL, text TEXT NOT NULL, invocation_id TEXT);
CREATE TABLE IF NOT EXISTS results (lane TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (lane, file)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS removed (lane TEXT NOT NULL PRIMARY KEY, completed INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_by_item ON events (lane, id);
PRAGMA user_version = ${version};
`

/** What items of older homes lack, in the order of the table. */
const laterColumns = ['permissions', 'run_id'] as const

/** Opens the history's file and brings its tables up to date. */
export function historyDatabase(path: string): DatabaseSync {
  const db = privateDatabase(path)
  try {
    db.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
    if (versionOf(db) > version) throw new NewerHistory(path)
    db.exec(schema)
    for (const column of laterColumns) addColumn(db, column)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function versionOf(db: DatabaseSync): number {
  const found = db.prepare('PRAGMA user_version').get()?.user_version
  return typeof found === 'number' ? found : 0
}

function addColumn(db: DatabaseSync, column: (typeof laterColumns)[number]): void {
  const known = db.prepare(`SELECT 1 FROM pragma_table_info('items') WHERE name = ?`).get(column)
  if (known === undefined) db.exec(`ALTER TABLE items ADD COLUMN ${column} TEXT`)
}
