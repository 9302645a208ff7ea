import { existsSync } from 'node:fs'
import { faultCode } from '../ground/fault-code'
import { inMemory } from '../ground/private-database'
import { History } from './history'
import { NewerHistory } from './history-database'

/** A history that is only asked: what happens is its owner's to write down. */
class SeenHistory extends History {
  override record(): void {}
}

/** An empty one where there is none yet, or it cannot be read; it is an index, and the owner begins it anew. */
export function openSeenHistory(path: string): History {
  const untold = (): void => {}
  if (existsSync(path)) {
    try {
      return new SeenHistory(path, untold)
    } catch (error) {
      if (faultCode(error) !== 'ERR_SQLITE_ERROR' && !(error instanceof NewerHistory)) throw error
    }
  }
  return new SeenHistory(inMemory, untold)
}
