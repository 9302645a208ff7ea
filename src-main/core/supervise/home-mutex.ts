import { setTimeout as sleep } from 'node:timers/promises'
import { privateDatabase } from '../ground/private-database'

/** How often to ask whether the mutex is free, in ms. */
const askMs = 15

/**
 * Runs `section` while no other process runs one under the same path. The mutex is a lock that the system itself holds on
 * a small database file, so a process that dies inside lets go of it that instant, and nothing stale can be left.
 * Rejects when it is not free within `boundMs`.
 */
export async function withHomeMutex<Value>(
  path: string,
  boundMs: number,
  section: () => Promise<Value>,
): Promise<Value> {
  const until = performance.now() + boundMs
  for (;;) {
    using held = tryHold(path)
    if (held !== null) return await section()
    if (performance.now() > until) throw new Error(`${path} was held by another process for ${boundMs} ms`)
    await sleep(askMs)
  }
}

function tryHold(path: string): Disposable | null {
  const db = privateDatabase(path)
  try {
    db.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;')
  } catch (error) {
    db.close()
    if (isBusy(error)) return null
    throw error
  }
  return {
    [Symbol.dispose]() {
      db.exec('ROLLBACK')
      db.close()
    },
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED, with whatever extended code. */
function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false
  return (error.errcode & 0xff) === 5 || (error.errcode & 0xff) === 6
}
