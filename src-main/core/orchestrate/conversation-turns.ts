import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import { privateDatabase } from '../ground/private-database'
import { TurnsSoFar } from './turns-so-far'

const schema = `
CREATE TABLE IF NOT EXISTS turns (
  conversation TEXT NOT NULL PRIMARY KEY, so_far TEXT NOT NULL, answered_at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS turns_by_answer ON turns (answered_at);
`
const Row = z.object({ so_far: z.string() })

/** What the newest turns of each conversation were, through restarts. Those that were answered longest ago give way. */
export class ConversationTurns implements Disposable {
  readonly #db: DatabaseSync
  readonly #statements: Record<'find' | 'put' | 'forget' | 'trim', StatementSync>
  readonly #remembered: number

  constructor(path: string, remembered = 10_000) {
    this.#remembered = remembered
    this.#db = privateDatabase(path)
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;')
    this.#db.exec(schema)
    this.#statements = {
      find: this.#db.prepare('SELECT so_far FROM turns WHERE conversation = ?'),
      put: this.#db.prepare('INSERT OR REPLACE INTO turns VALUES (?, ?, ?)'),
      forget: this.#db.prepare('DELETE FROM turns WHERE conversation = ?'),
      trim: this.#db.prepare(
        'DELETE FROM turns WHERE answered_at < (SELECT answered_at FROM turns ORDER BY answered_at DESC LIMIT 1 OFFSET ?)',
      ),
    }
  }

  /** Null when nothing is known of it. What cannot be read is as good as nothing. */
  of(conversation: string): TurnsSoFar | null {
    const found = this.#statements.find.get(conversation)
    if (found === undefined) return null
    const parsed = TurnsSoFar.safeParse(JSON.parse(Row.parse(found).so_far))
    return parsed.success ? parsed.data : null
  }

  put(conversation: string, turns: TurnsSoFar): void {
    this.#statements.put.run(conversation, JSON.stringify(turns), turns.answeredAt)
    this.#statements.trim.run(this.#remembered - 1)
  }

  forget(conversation: string): void {
    this.#statements.forget.run(conversation)
  }

  [Symbol.dispose](): void {
    this.#db.close()
  }
}
