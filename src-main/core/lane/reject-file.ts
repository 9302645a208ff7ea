import type { FolderIndex } from './folder-index'
import type { LaneMoves } from './lane-moves'
import type { LaneRecord } from './lane-record'
import type { Listed } from './sliced-scan'

export interface RejectOptions {
  readonly moves: LaneMoves
  readonly incoming: FolderIndex
  readonly record: LaneRecord
  readonly now: () => number
}

/** Rejects a file that is no item, unless it is not the file any more that was looked at. Throws when the disk refuses. */
export async function rejectFile(listed: Listed, sentence: string, options: RejectOptions): Promise<void> {
  const { moves, incoming, record, now } = options
  // What stands there now may be another file, or have grown unseen: then the index hands it to the intake anew.
  incoming.lookAt(listed.file)
  if (incoming.get(listed.file) !== listed) return
  const identity = record.identify(listed.file, false, listed)
  const nextStep = 'Mend the file and drop it again.'
  const rejected = await moves.reject(listed.file, { at: now(), sentence, nextStep }, listed)
  if (rejected === null) return
  record.tell(identity, { kind: 'rejected', status: 'rejected', text: sentence, reason: sentence })
}
