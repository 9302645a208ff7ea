import type { DatabaseSync } from 'node:sqlite'
import { faultText } from '../ground/fault-code'

/** Entries kept in memory before they are written at the latest. */
const batchSize = 256
const batchMs = 100

export interface WriteBatchOptions<Entry> {
  readonly db: DatabaseSync
  /** Writes them within a transaction. */
  readonly write: (entries: readonly Entry[]) => void
  /** Told that nothing of a batch was written, and why; who wants it written later has to keep it. */
  readonly failed: (error: unknown, entries: readonly Entry[]) => void
}

/** What is written to a database in one transaction: soon, or as soon as it is much. A failure takes back the batch. */
export class WriteBatch<Entry> {
  readonly #options: WriteBatchOptions<Entry>
  #entries: Entry[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(options: WriteBatchOptions<Entry>) {
    this.#options = options
  }

  add(entry: Entry): void {
    this.#entries.push(entry)
    if (this.#entries.length >= batchSize) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), batchMs)
  }

  /** Writes what is in memory. Never throws. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const entries = this.#entries
    if (entries.length === 0) return
    this.#entries = []
    const { db, write, failed } = this.#options
    try {
      inTransaction(db, () => write(entries))
    } catch (error) {
      failed(error, entries)
    }
  }
}

/** Throws what went wrong; then nothing of it was written. */
export function inTransaction<Value>(db: DatabaseSync, work: () => Value): Value {
  try {
    db.exec('BEGIN')
    const value = work()
    db.exec('COMMIT')
    return value
  } catch (error) {
    throw takenBack(db, error)
  }
}

/** What cannot be taken back now is when the next transaction fails for it. */
function takenBack(db: DatabaseSync, error: unknown): unknown {
  try {
    if (db.isTransaction) db.exec('ROLLBACK')
    return error
  } catch (again) {
    return new AggregateError([error, again], faultText(error))
  }
}
