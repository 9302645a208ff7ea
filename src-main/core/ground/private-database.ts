import { chmodSync, closeSync, openSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { faultCode } from './fault-code'

/** File systems without owners, and files of somebody else. */
const unchangeable: readonly (string | null)[] = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EROFS']

/** A database that lies in no file and ends with whoever opened it. */
export const inMemory = ':memory:'

/**
 * Opens a database file that only its owner may read, whatever file mask this process has; the files that SQLite keeps beside
 * it get the same mode.
 */
export function privateDatabase(path: string): DatabaseSync {
  if (path !== inMemory) createPrivate(path)
  return new DatabaseSync(path)
}

/** A file that is there is never opened here: closing it again would let go of the locks this process has on the database. */
function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    // What else is wrong SQLite says better.
    if (faultCode(error) !== 'EEXIST') return
  }
  try {
    const found = statSync(path)
    if (found.isFile() && (found.mode & 0o777) !== 0o600) chmodSync(path, 0o600)
  } catch (error) {
    if (faultCode(error) !== 'ENOENT' && !unchangeable.includes(faultCode(error))) throw error
  }
}
