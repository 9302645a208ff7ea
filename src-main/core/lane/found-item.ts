import type { IndexedFolder, LaneIndex } from './lane-index'
import type { LaneRecord } from './lane-record'
import type { Listed } from './sliced-scan'

/** What stands in a lane at one moment, for windows and the inspector. */
export interface Standing {
  readonly folder: IndexedFolder
  readonly listed: Listed
}

const lookedThrough = ['processing', 'incoming', 'dead', 'rejected', 'trash'] as const

/** Where the item with this id stands in the folders of its lane, or null when no file of it is left. */
export function foundItem(folders: LaneIndex['folders'], record: LaneRecord, id: string): Standing | null {
  const [ms, ns] = id.slice(id.lastIndexOf('@') + 1).split('.')
  const place = { ms: Number.parseInt(ms ?? '', 36), ns: Number.parseInt(ns ?? '', 36) }
  for (const folder of lookedThrough) {
    for (const listed of folders[folder].values()) {
      if (listed.ms !== place.ms || listed.ns !== place.ns) continue
      if (record.identify(listed.file, folder !== 'incoming', listed).id === id) return { folder, listed }
    }
  }
  return null
}
