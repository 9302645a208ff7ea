import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'
import { Usage } from '#shared/invocation'
import { HomeDatabase } from '../ground/home-database'
import type { KeptFile } from '../ground/kept-files'
import type { SessionPlan } from './command-plan'

/** Whose conversation it is. Programs find a session again only in the folder it was begun in. */
export interface SessionKey {
  readonly provider: string
  readonly agent: string
  readonly conversation: string
  readonly cwd: string
}

export interface LiveSession {
  readonly plan: SessionPlan
  /** Ends the run's hold on the conversation: with what its next run goes on with, or null for a fresh one. */
  end(next: { readonly id: string; readonly usage: Usage | null } | null): void
  /** Ends it as if the run had never been, for one that never started. Of two ends the first counts. */
  untouched(): void
}

const Row = z.object({ id: z.string(), usage: z.string().nullable() })

const schema = `
CREATE TABLE IF NOT EXISTS sessions (
  provider TEXT NOT NULL, agent TEXT NOT NULL, conversation TEXT NOT NULL, cwd TEXT NOT NULL, id TEXT NOT NULL,
  usage TEXT, used_at REAL NOT NULL, PRIMARY KEY (provider, agent, conversation, cwd)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_by_use ON sessions (used_at);
`

/**
 * Which session each agent goes on with in each conversation. A run takes its session out of the table and puts the next
 * one in when it succeeded, so whatever ends a run in between, also the end of this process, makes the next one fresh:
 * a failed or killed turn stays in a session's history and would be seen twice.
 */
export class Sessions implements KeptFile, Disposable {
  readonly #database: HomeDatabase<Statements>
  readonly #live = new Set<string>()
  readonly #now: () => number
  readonly #remembered: number

  /** Of all conversations the `remembered` newest used are kept. */
  constructor(path: string, now: () => number = Date.now, remembered = 10_000) {
    this.#now = now
    this.#remembered = remembered
    this.#database = new HomeDatabase(path, schema, statements)
  }

  /** See `HomeDatabase.restore`. */
  restore(): boolean {
    return this.#database.restore()
  }

  /**
   * Takes the conversation for one run: to go on with its session, or with `fresh` to begin a new one. Throws when a run
   * of it is live already; the lane's ordering keys make sure that none is.
   */
  take(key: SessionKey, fresh: boolean): LiveSession {
    const parts = [key.provider, key.agent, key.conversation, key.cwd]
    const name = JSON.stringify(parts)
    if (this.#live.has(name)) throw new Error(`a run of this conversation is live already: ${name}`)
    this.#live.add(name)
    const found = this.#database.statements.find.get(...parts)
    const before = found === undefined ? null : Row.parse(found)
    this.#database.statements.take.run(...parts)
    let over = false
    const end = (write: () => void) => {
      if (over) return
      over = true
      this.#live.delete(name)
      write()
    }
    const put = (id: string, usage: string | null) => {
      this.#database.statements.put.run(...parts, id, usage, this.#now())
      this.#database.statements.trim.run(this.#remembered - 1)
    }
    return {
      plan: before === null || fresh ? { kind: 'fresh' } : resumePlan(before),
      end: (next) =>
        end(() => {
          if (next !== null) put(next.id, next.usage === null ? null : JSON.stringify(next.usage))
        }),
      untouched: () =>
        end(() => {
          if (before !== null) put(before.id, before.usage)
        }),
    }
  }

  [Symbol.dispose](): void {
    this.#database[Symbol.dispose]()
  }
}

type Statements = Record<'find' | 'take' | 'put' | 'trim', StatementSync>

function statements(db: DatabaseSync): Statements {
  const key = 'provider = ? AND agent = ? AND conversation = ? AND cwd = ?'
  return {
    find: db.prepare(`SELECT id, usage FROM sessions WHERE ${key}`),
    take: db.prepare(`DELETE FROM sessions WHERE ${key}`),
    put: db.prepare('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)'),
    trim: db.prepare(
      'DELETE FROM sessions WHERE used_at < (SELECT used_at FROM sessions ORDER BY used_at DESC LIMIT 1 OFFSET ?)',
    ),
  }
}

function resumePlan({ id, usage }: z.infer<typeof Row>): SessionPlan {
  return usage === null ? { kind: 'resume', id } : { kind: 'resume', id, usageBefore: Usage.parse(JSON.parse(usage)) }
}
