import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import { HomeDatabase } from '../ground/home-database'
import type { KeptFile } from '../ground/kept-files'
import { TurnsSoFar } from './turns-so-far'

const schema = `
CREATE TABLE IF NOT EXISTS turns (
  conversation TEXT NOT NULL PRIMARY KEY, so_far TEXT NOT NULL, answered_at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS turns_by_answer ON turns (answered_at);
`
const Row = z.object({ so_far: z.string() })

/** What the newest turns of each conversation were, through restarts. Those that were answered longest ago give way. */
export class ConversationTurns implements KeptFile, Disposable {
  readonly #database: HomeDatabase<Statements>
  readonly #remembered: number

  constructor(path: string, remembered = 10_000) {
    this.#remembered = remembered
    this.#database = new HomeDatabase(path, schema, statements)
  }

  /** See `HomeDatabase.restore`. */
  restore(): boolean {
    return this.#database.restore()
  }

  /** Null when nothing is known of it. What cannot be read is as good as nothing. */
  of(conversation: string): TurnsSoFar | null {
    const found = this.#database.statements.find.get(conversation)
    if (found === undefined) return null
    const parsed = TurnsSoFar.safeParse(JSON.parse(Row.parse(found).so_far))
    return parsed.success ? parsed.data : null
  }

  put(conversation: string, turns: TurnsSoFar): void {
    this.#database.statements.put.run(conversation, JSON.stringify(turns), turns.answeredAt)
    this.#database.statements.trim.run(this.#remembered - 1)
  }

  forget(conversation: string): void {
    this.#database.statements.forget.run(conversation)
  }

  [Symbol.dispose](): void {
    this.#database[Symbol.dispose]()
  }
}

type Statements = Record<'find' | 'put' | 'forget' | 'trim', StatementSync>

function statements(db: DatabaseSync): Statements {
  return {
    find: db.prepare('SELECT so_far FROM turns WHERE conversation = ?'),
    put: db.prepare('INSERT OR REPLACE INTO turns VALUES (?, ?, ?)'),
    forget: db.prepare('DELETE FROM turns WHERE conversation = ?'),
    trim: db.prepare(
      'DELETE FROM turns WHERE answered_at < (SELECT answered_at FROM turns ORDER BY answered_at DESC LIMIT 1 OFFSET ?)',
    ),
  }
}
