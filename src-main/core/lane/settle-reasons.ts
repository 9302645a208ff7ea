import { readdir } from 'node:fs/promises'
import { faultPoint } from './fault-point'
import { formatItemName, parseItemName } from './item-name'
import { type LaneFiles, reasonEnding } from './lane-files'

const folders = ['dead', 'rejected', 'trash'] as const
type ReasonFolder = (typeof folders)[number]

/**
 * Settles reasons whose item is not beside them. Where the process died between an item's move to or from the trash and
 * its reason's, the reason follows; where the move it was written for never happened, it goes.
 */
export async function settleReasons(files: LaneFiles): Promise<void> {
  const present = new Map<ReasonFolder, ReadonlySet<string>>()
  for (const folder of folders) present.set(folder, new Set(await readdir(files.paths[folder])))
  for (const folder of folders) {
    for (const reason of present.get(folder) ?? []) {
      if (!reason.endsWith(reasonEnding)) continue
      const file = reason.slice(0, -reasonEnding.length)
      if (present.get(folder)?.has(file)) continue
      const follows = otherPlace(folder, file)
      if (follows !== null && present.get(follows.folder)?.has(follows.file)) {
        await files.moveReason(folder, file, follows.folder, follows.file)
      } else {
        await files.dropReason(folder, file)
      }
      faultPoint('sweep:unlinked')
    }
  }
}

/** Where the item of a reason is when it was discarded or restored without it. */
function otherPlace(folder: ReasonFolder, file: string): { folder: ReasonFolder; file: string } | null {
  const name = parseItemName(file, true)
  if (folder !== 'trash') return { folder: 'trash', file: formatItemName({ ...name, from: folder }) }
  const from = folders.find((one) => one === name.from)
  return from === undefined ? null : { folder: from, file: formatItemName({ ...name, from: null }) }
}
