import { DatabaseSync } from 'node:sqlite'

const schema = `
CREATE TABLE IF NOT EXISTS items (
  lane TEXT NOT NULL, id TEXT NOT NULL, status TEXT NOT NULL, attempt INTEGER NOT NULL, arrived_at REAL NOT NULL,
  changed_at REAL NOT NULL, bytes REAL NOT NULL, reason TEXT, agent TEXT, provider TEXT, invocation_id TEXT,
  result_file TEXT, summary TEXT, permissions TEXT, PRIMARY KEY (lane, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS items_by_status ON items (lane, status, changed_at);
CREATE INDEX IF NOT EXISTS items_by_change ON items (changed_at);
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY, at REAL NOT NULL, lane TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
  attempt INTEGER NOT NULL, text TEXT NOT NULL, invocation_id TEXT);
CREATE TABLE IF NOT EXISTS results (lane TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (lane, file)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_by_item ON events (lane, id);
PRAGMA user_version = 1;
`

/** Opens the history's file and brings its tables up to date. */
export function historyDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path)
  try {
    db.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
    db.exec(schema)
    addPermissions(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Homes of the first version know nothing of permissions. */
function addPermissions(db: DatabaseSync): void {
  const known = db.prepare(`SELECT 1 FROM pragma_table_info('items') WHERE name = 'permissions'`).get()
  if (known === undefined) db.exec('ALTER TABLE items ADD COLUMN permissions TEXT')
}
