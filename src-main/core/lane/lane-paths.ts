import { join } from 'node:path'

export const laneFolders = ['tmp', 'incoming', 'processing', 'outbox', 'outgoing', 'dead', 'rejected', 'trash'] as const
export type LaneFolder = (typeof laneFolders)[number]

export type LanePaths = Readonly<Record<LaneFolder | 'root', string>>

export function lanePaths(root: string): LanePaths {
  const at = (folder: LaneFolder): string => join(root, folder)
  return {
    root,
    tmp: at('tmp'),
    incoming: at('incoming'),
    processing: at('processing'),
    outbox: at('outbox'),
    outgoing: at('outgoing'),
    dead: at('dead'),
    rejected: at('rejected'),
    trash: at('trash'),
  }
}
