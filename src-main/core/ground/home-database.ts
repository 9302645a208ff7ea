import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { KeptFile } from './kept-files'
import { privateDatabase } from './private-database'

/**
 * A small database that the owner of a home keeps open. Its file can be removed or replaced under it; then what is written
 * goes nowhere that a later owner finds, until it is put back.
 */
export class HomeDatabase<Statements> implements KeptFile, Disposable {
  readonly #path: string
  readonly #schema: string
  readonly #prepared: (db: DatabaseSync) => Statements
  readonly #beside: FilesBeside
  #open: Opened<Statements>

  /** `schema` makes what is not there yet. */
  constructor(path: string, schema: string, prepared: (db: DatabaseSync) => Statements) {
    this.#path = path
    this.#schema = schema
    this.#prepared = prepared
    this.#open = this.#opened()
    this.#beside = new FilesBeside(path)
  }

  /** Not to be kept: they are others once the file was put back. */
  get statements(): Statements {
    return this.#open.statements
  }

  /**
   * Puts the file back with all that was in it when it is gone, and goes on in another that took its place. Answers whether it
   * had to. Without its folder nothing is done. Throws when that fails; then it goes on as before.
   */
  restore(): boolean {
    if (!existsSync(dirname(this.#path))) return false
    if (fileAt(this.#path) === this.#open.file) {
      this.#beside.see()
      return false
    }
    this.#beside.leave()
    if (!existsSync(this.#path)) this.#open.db.exec(`VACUUM INTO '${this.#path.replaceAll("'", "''")}'`)
    const next = this.#opened()
    this.#open.db.close()
    this.#open = next
    this.#beside.see()
    return true
  }

  [Symbol.dispose](): void {
    this.#open.db.close()
  }

  #opened(): Opened<Statements> {
    const db = privateDatabase(this.#path)
    try {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;')
      db.exec(this.#schema)
      return { db, statements: this.#prepared(db), file: fileAt(this.#path) }
    } catch (error) {
      db.close()
      throw error
    }
  }
}

/**
 * What SQLite keeps beside a database. It stays there when the database alone is removed or replaced, and would then be read
 * into the one that takes its place.
 */
export class FilesBeside {
  readonly #paths: readonly string[]
  #files: readonly (string | null)[] = []

  constructor(database: string) {
    this.#paths = ['-wal', '-shm'].map((ending) => database + ending)
    this.see()
  }

  /** To be called while the database is the one that is open. */
  see(): void {
    this.#files = this.#paths.map(fileAt)
  }

  /** Takes them away from there, but not those that came with another database. What is open goes on with its own. */
  leave(): void {
    for (const [at, path] of this.#paths.entries())
      if (this.#files[at] !== null && fileAt(path) === this.#files[at]) rmSync(path)
  }
}

interface Opened<Statements> {
  readonly db: DatabaseSync
  readonly statements: Statements
  readonly file: string | null
}

/** Which file stands at a path; null when none does. */
function fileAt(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? null : `${found.dev}:${found.ino}:${found.birthtimeNs}`
}
