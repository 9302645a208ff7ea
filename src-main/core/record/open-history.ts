import { renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { faultAdvice } from '../ground/fault-advice'
import { faultText } from '../ground/fault-code'
import { messageLane } from '../ground/message-lane'
import { StartupProblem } from '../ground/startup-problem'
import { History } from './history'
import { NewerHistory } from './history-database'
import type { Log } from './log'

/** SQLite's codes of a file that is no database, a damaged one, and one whose tables are others. */
const unusable = [26, 11, 1]

/**
 * Opens the history; a file that is no database is set aside and the history begun anew. Throws `StartupProblem` when the
 * file is not to blame: a full disk, missing rights, another process that holds it.
 */
export function openHistory(path: string, log: Log): History {
  const troubled = (error: unknown): void => log.error('history', 'The history could not be written', error)
  try {
    return readable(new History(path, troubled))
  } catch (error) {
    const code = sqliteCode(error)
    const isNewer = error instanceof NewerHistory
    if (code === null && !isNewer) throw error
    if (code !== null && !unusable.includes(code)) {
      throw new StartupProblem(
        `The history ${path} cannot be opened: ${faultText(error)}.`,
        faultAdvice(error, dirname(path)),
        { cause: error },
      )
    }
    log.error('history', 'The history could not be read; a new one is begun', error)
    renameSync(path, `${path}.${Date.now()}.${isNewer ? 'newer' : 'broken'}`)
    for (const ending of ['-wal', '-shm']) rmSync(path + ending, { force: true })
    return new History(path, troubled)
  }
}

/** Asks what every start asks: pages may be damaged behind a sound head, which must not end the start. */
function readable(history: History): History {
  try {
    history.completedCount(messageLane)
    history.active(messageLane)
    history.latest(1)
    return history
  } catch (error) {
    history[Symbol.dispose]()
    throw error
  }
}

/** The code without what SQLite adds in its higher bits, or null for an error that is not SQLite's. */
function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null
}
