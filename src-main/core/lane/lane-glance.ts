import { readdir } from 'node:fs/promises'
import type { LaneWindow, LaneWindowQuery } from '#shared/contract'
import { type ColumnCounts, type ItemRow, LaneName } from '#shared/item'
import { summaryOf } from '#shared/message'
import { faultCode } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { messageLane } from '../ground/message-lane'
import { messageReading } from './inspect'
import { parseItemName } from './item-name'
import { inLine } from './item-order'
import { reasonEnding } from './lane-files'
import { type IndexedFolder, indexedFolders, itemId } from './lane-index'
import { lanePaths } from './lane-paths'
import { readItem } from './read-item'
import { readReason } from './read-reason'
import { type Listed, slicedScan } from './sliced-scan'
import { stoodSince } from './stood-since'
import type { ItemReading } from './work'

/** Bodies larger than this are not read just to show a line of them. */
const summaryBytes = 256 * 1024

interface Seen {
  readonly folder: IndexedFolder
  readonly listed: Listed
  readonly row: ItemRow
}

/**
 * A lane as its folders stand, read once and changing nothing: for whoever does not own the home. What only the history
 * knows, completed items among it, is not in it.
 */
export class LaneGlance {
  readonly name: string
  readonly root: string
  readonly #seen: readonly Seen[]
  readonly #reading: ItemReading

  private constructor(name: string, root: string, seen: readonly Seen[], reading: ItemReading) {
    this.name = name
    this.root = root
    this.#seen = seen
    this.#reading = reading
  }

  static async take(
    name: string,
    root: string,
    now: number,
    signal: AbortSignal,
    reading: ItemReading = messageReading,
  ): Promise<LaneGlance> {
    const paths = lanePaths(root)
    const seen: Seen[] = []
    for (const folder of indexedFolders) {
      await slicedScan(paths[folder], signal, (found) => {
        if (!isItem(folder, found.file)) return
        const listed = folder === 'dead' || folder === 'rejected' ? stoodSince(paths[folder], found) : found
        seen.push({ folder, listed, row: rowOf(name, folder, listed, now) })
      }).catch((error) => {
        if (faultCode(error) !== 'ENOENT') throw error
      })
    }
    return new LaneGlance(
      name,
      root,
      seen.sort((a, b) => inLine(a.listed, b.listed)),
      reading,
    )
  }

  counts(completed: number): ColumnCounts {
    const counts = { pending: 0, active: 0, completed, failed: 0, dead: 0, rejected: 0, trash: 0 }
    for (const { row } of this.#seen) counts[row.column]++
    return counts
  }

  /** How many active items wait for a person. */
  get waiting(): number {
    return this.#seen.filter(({ row }) => row.waiting).length
  }

  /** A window of one column; `search` is looked for in file names only. */
  async window({ column, search, offset, limit }: LaneWindowQuery): Promise<LaneWindow> {
    const found = this.#seen.filter(
      ({ row }) => row.column === column && row.file.toLowerCase().includes(search.toLowerCase()),
    )
    const ended = column === 'dead' || column === 'rejected' || column === 'trash'
    if (ended) found.sort((a, b) => b.listed.changedAt - a.listed.changedAt)
    const rows = await Promise.all(found.slice(offset, offset + limit).map((one) => this.#complete(one)))
    return { offset, total: found.length, rows }
  }

  /** The item with this id, and the folder its file is in; null when no file of it is left. */
  async find(id: string): Promise<{ readonly row: ItemRow; readonly folderPath: string } | null> {
    const found = this.#seen.find(({ row }) => row.id === id)
    if (found === undefined) return null
    return { row: await this.#complete(found), folderPath: lanePaths(this.root)[found.folder] }
  }

  async #complete({ folder, listed, row }: Seen): Promise<ItemRow> {
    const path = lanePaths(this.root)[folder]
    const readable = listed.regular && listed.bytes <= summaryBytes
    const claimed = folder !== 'incoming'
    const inspection = readable ? await readItem(this.#reading, path, listed.file, claimed, summaryBytes) : null
    const reason = folder === 'dead' || folder === 'rejected' ? await readReason(path, listed.file) : null
    return {
      ...row,
      summary: inspection?.kind === 'item' ? summaryOf(inspection.message) : null,
      reason: reason?.sentence ?? null,
    }
  }
}

/** The lanes of a home by the folders it has. */
export async function laneRoots(paths: HomePaths): Promise<ReadonlyMap<string, string>> {
  const roots = new Map([[messageLane, paths.queue]])
  try {
    for (const entry of await readdir(paths.lanes, { withFileTypes: true })) {
      if (entry.isDirectory() && LaneName.safeParse(entry.name).success) {
        roots.set(entry.name, `${paths.lanes}/${entry.name}`)
      }
    }
  } catch (error) {
    if (faultCode(error) !== 'ENOENT') throw error
  }
  return roots
}

function isItem(folder: IndexedFolder, file: string): boolean {
  if (folder === 'incoming') return file.endsWith('.json') && !file.startsWith('.')
  return !file.endsWith(reasonEnding)
}

function rowOf(lane: string, folder: IndexedFolder, listed: Listed, now: number): ItemRow {
  const claimed = folder !== 'incoming'
  const name = parseItemName(listed.file, claimed)
  const waits = name.attempt > 1 && name.notBefore !== null && name.notBefore > now
  return {
    lane,
    id: itemId(listed.file, claimed, listed),
    file: listed.file,
    column: folder === 'incoming' ? (waits ? 'failed' : 'pending') : folder === 'processing' ? 'active' : folder,
    waiting: folder === 'processing' && name.waiting,
    attempt: name.attempt,
    interrupted: name.interrupted,
    arrivedAt: listed.ms,
    changedAt: listed.changedAt,
    notBefore: name.notBefore,
    bytes: listed.bytes,
    summary: null,
    reason: null,
    agent: null,
    provider: null,
    invocationId: null,
  }
}
