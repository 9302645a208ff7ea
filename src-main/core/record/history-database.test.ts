import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { History } from './history'
import { historyDatabase, NewerHistory } from './history-database'

const first = `
CREATE TABLE items (
  lane TEXT NOT NULL, id TEXT NOT NULL, status TEXT NOT NULL, attempt INTEGER NOT NULL, arrived_at REAL NOT NULL,
  changed_at REAL NOT NULL, bytes REAL NOT NULL, reason TEXT, agent TEXT, provider TEXT, invocation_id TEXT,
  result_file TEXT, summary TEXT, PRIMARY KEY (lane, id)) WITHOUT ROWID;
CREATE INDEX items_by_status ON items (lane, status, changed_at);
CREATE TABLE events (
  seq INTEGER PRIMARY KEY, at REAL NOT NULL, lane TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
  attempt INTEGER NOT NULL, text TEXT NOT NULL, invocation_id TEXT);
CREATE TABLE results (lane TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (lane, file)) WITHOUT ROWID;
CREATE INDEX events_by_item ON events (lane, id);
`
const permissions = 'ALTER TABLE items ADD COLUMN permissions TEXT;'
const byChange = 'CREATE INDEX items_by_change ON items (changed_at);'
const runs = `ALTER TABLE items ADD COLUMN run_id TEXT;
CREATE TABLE removed (lane TEXT NOT NULL PRIMARY KEY, completed INTEGER NOT NULL) WITHOUT ROWID;`

/** What homes hold that earlier versions made, by the version they name. */
const shapes: readonly (readonly [string, number, string])[] = [
  ['nothing', 0, ''],
  ['the beginnings of the first tables', 0, first.slice(0, first.indexOf('CREATE TABLE events'))],
  ['the first tables without their version', 0, first],
  ['the first tables', 1, first],
  ['permissions', 1, first + permissions],
  ['permissions and what changed when', 1, first + permissions + byChange],
  ['permissions and what was removed', 1, first + permissions + runs],
  ['all there is', 1, first + byChange + permissions + runs],
]

async function homeWith(shape: string, version: number, more = ''): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-history-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'history.db')
  using db = new DatabaseSync(path)
  db.exec(`${shape}; PRAGMA user_version = ${version}; ${more}`)
  return path
}

/** The tables with their columns in order, the indexes with theirs, and the version. */
function shapeOf(db: DatabaseSync): unknown {
  const about = (name: unknown): unknown[] => [
    ...db.prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)').all(String(name)),
    ...db.prepare('SELECT name FROM pragma_index_info(?)').all(String(name)),
  ]
  const parts = db.prepare(`SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name`).all()
  return [parts.map(({ type, name }) => ({ type, name, about: about(name) })), db.prepare('PRAGMA user_version').get()]
}

const rows = `
INSERT INTO items (lane, id, status, attempt, arrived_at, changed_at, bytes, reason, agent)
  VALUES ('queue', 'a@1.0', 'dead', 2, 1, 5, 10, 'The limit is reached.', 'writer');
INSERT INTO events (at, lane, id, kind, attempt, text) VALUES (5, 'queue', 'a@1.0', 'claimed', 2, 'told');
INSERT INTO results VALUES ('queue', 'a.json');
`

test.each(shapes)('a history with %s (version %i) becomes the same as a new one', async (_name, version, shape) => {
  using fresh = historyDatabase(await homeWith('', 0))
  using db = historyDatabase(await homeWith(shape, version))
  expect(shapeOf(db)).toEqual(shapeOf(fresh))
})

test.each(shapes.filter(([, , shape]) => shape.startsWith(first)))(
  'a history with %s (version %i) keeps what it tells, and is written on',
  async (_name, version, shape) => {
    const path = await homeWith(shape, version, rows)
    for (const _opening of ['the first', 'another']) {
      using history = new History(path, (error) => expect.unreachable(String(error)))
      expect(history.notes('queue', 'a@1.0')).toMatchObject({ status: 'dead', agent: 'writer', run_id: null })
      expect(history.timeline('queue', 'a@1.0')).toMatchObject([{ kind: 'claimed', text: 'told' }])
      history.record({
        event: { at: 9, lane: 'queue', id: 'b@2.0', kind: 'claimed', attempt: 1, text: 'told', invocationId: null },
        status: 'completed',
        arrivedAt: 8,
        bytes: 1,
        reason: null,
        agent: 'writer',
        provider: null,
        resultFile: 'b.json',
        summary: null,
        runId: 'run-1',
      })
      expect(history.notes('queue', 'b@2.0')).toMatchObject({ agent: 'writer', run_id: 'run-1', result_file: 'b.json' })
      expect(history.completedCount('queue')).toBe(1)
    }
  },
)

test('a step that fails leaves the history as it was', async () => {
  const path = await homeWith(`${first} CREATE TABLE items_by_change (x);`, 1, rows)
  expect(() => historyDatabase(path)).toThrow(/items_by_change/)
  using db = new DatabaseSync(path)
  expect(db.prepare(`SELECT name FROM pragma_table_info('items') WHERE name = 'permissions'`).all()).toEqual([])
  expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 })
  expect(db.prepare('SELECT id FROM items').all()).toEqual([{ id: 'a@1.0' }])
})

test('a newer history is refused, and nothing of it changes', async () => {
  const path = await homeWith('CREATE TABLE items (lane TEXT, id TEXT, much_more TEXT)', 3)
  using db = new DatabaseSync(path)
  const before = shapeOf(db)
  expect(() => historyDatabase(path)).toThrow(NewerHistory)
  expect(shapeOf(db)).toEqual(before)
})

test('a history that is up to date is opened without writing to it', async () => {
  const path = await homeWith('', 0)
  using other = historyDatabase(path)
  other.exec('BEGIN IMMEDIATE')
  using db = historyDatabase(path)
  expect(shapeOf(db)).toEqual(shapeOf(other))
})
