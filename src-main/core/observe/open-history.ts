import { renameSync, rmSync } from 'node:fs'
import { faultCode } from '../home/fault-code'
import { History } from './history'
import type { Log } from './log'

/** Opens the history; a file that is no database is set aside and the history begun anew. */
export function openHistory(path: string, log: Log): History {
  const troubled = (error: unknown): void => log.error('history', 'The history could not be written', error)
  try {
    return new History(path, troubled)
  } catch (error) {
    if (faultCode(error) !== 'ERR_SQLITE_ERROR') throw error
    log.error('history', 'The history could not be read; a new one is begun', error)
    renameSync(path, `${path}.${Date.now()}.broken`)
    for (const ending of ['-wal', '-shm']) rmSync(path + ending, { force: true })
    return new History(path, troubled)
  }
}
