import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { LaneWindow, LaneWindowQuery, ShownText } from '#shared/contract'
import type { ItemRow } from '#shared/item'
import { bounds } from '#shared/limits'
import { MessageSummary, summaryOf } from '#shared/message'
import { faultCode } from '../home/fault-code'
import type { ItemNotes } from '../observe/history'
import { inspectFile } from './inspect'
import { parseItemName } from './item-name'
import type { Lane, Standing } from './lane'
import { readReason } from './read-reason'
import type { Listed } from './sliced-scan'

/** Bodies larger than this are not read just to show a line of them. */
const summaryBytes = 256 * 1024

/** The rows of one column that a query asks for, as the lane stands now. */
export async function laneWindow(lane: Lane, query: LaneWindowQuery, history: CompletedItems): Promise<LaneWindow> {
  if (query.column === 'completed') {
    const { total, rows } = history.completed(lane.name, query.search, query.offset, query.limit)
    return { offset: query.offset, total, rows: rows.map((notes) => completedRow(lane.name, notes)) }
  }
  const found = columnFiles(lane, query)
  const shown = found.slice(query.offset, query.offset + query.limit)
  const rows = await Promise.all(shown.map((standing) => rowOf(lane, standing)))
  return { offset: query.offset, total: found.length, rows }
}

export interface CompletedItems {
  completed(lane: string, search: string, offset: number, limit: number): { total: number; rows: ItemNotes[] }
}

/** Line order for what waits or runs; newest first for what has ended. */
function columnFiles(lane: Lane, query: LaneWindowQuery): Standing[] {
  const { folders } = lane.index
  const matches = (listed: Listed): boolean => query.search === '' || isFound(lane, listed, query)
  const standing = (folder: Standing['folder'], listed: readonly Listed[]): Standing[] =>
    listed.filter(matches).map((entry) => ({ folder, listed: entry }))
  const { column } = query
  switch (column) {
    case 'pending':
      return standing('incoming', folders.incoming.inLine()).filter((one) => !lane.isFailed(one.listed.file))
    case 'failed':
      return standing('incoming', folders.incoming.inLine()).filter((one) => lane.isFailed(one.listed.file))
    case 'active':
      return standing('processing', folders.processing.inLine())
    case 'completed':
      return []
    case 'dead':
    case 'rejected':
    case 'trash':
      return standing(column, folders[column].inLine()).sort((a, b) => b.listed.changedAt - a.listed.changedAt)
  }
}

function isFound(lane: Lane, listed: Listed, query: LaneWindowQuery): boolean {
  const search = query.search.toLowerCase()
  if (listed.file.toLowerCase().includes(search)) return true
  const claimed = query.column !== 'pending' && query.column !== 'failed'
  const summary = lane.record.summary(lane.record.identify(listed.file, claimed, listed).id)
  return summary !== null && `${summary.sender} ${summary.text} ${summary.channel}`.toLowerCase().includes(search)
}

/** One file as a row; what is not known of it yet is read from it. */
export async function rowOf(lane: Lane, standing: Standing): Promise<ItemRow> {
  const row = knownRow(lane, standing)
  return {
    ...row,
    summary: row.summary ?? (await readSummary(lane, standing, row.id)),
    reason: row.reason ?? (await reasonBeside(lane, standing)),
  }
}

/** One file as a row, from what is in memory and in the history. */
export function knownRow(lane: Lane, standing: Standing): ItemRow {
  const { folder, listed } = standing
  const claimed = folder !== 'incoming'
  const name = parseItemName(listed.file, claimed)
  const identity = lane.record.identify(listed.file, claimed, listed)
  const notes = lane.record.notes(identity.id)
  const working = lane.working(listed.file)
  const column = lane.columnOf(standing)
  const isReasonShown = column === 'failed' || column === 'dead' || column === 'rejected'
  return {
    lane: lane.name,
    id: identity.id,
    file: listed.file,
    column,
    waiting: false,
    attempt: name.attempt,
    interrupted: name.interrupted,
    arrivedAt: listed.ms,
    changedAt: notes?.changed_at ?? listed.changedAt,
    notBefore: name.notBefore,
    bytes: listed.bytes,
    summary: lane.record.summary(identity.id) ?? summaryIn(notes),
    reason: isReasonShown ? (notes?.reason ?? null) : null,
    agent: working?.agent ?? notes?.agent ?? null,
    provider: working?.provider ?? notes?.provider ?? null,
    invocationId: working?.invocationId ?? notes?.invocation_id ?? null,
  }
}

async function reasonBeside(lane: Lane, { folder, listed }: Standing): Promise<string | null> {
  if (folder !== 'dead' && folder !== 'rejected') return null
  return (await readReason(lane.moves.files.paths[folder], listed.file))?.sentence ?? null
}

export function completedRow(lane: string, notes: ItemNotes): ItemRow {
  return {
    lane,
    id: notes.id,
    file: notes.result_file ?? '',
    column: 'completed',
    waiting: false,
    attempt: notes.attempt,
    interrupted: 0,
    arrivedAt: notes.arrived_at,
    changedAt: notes.changed_at,
    notBefore: null,
    bytes: notes.bytes,
    summary: summaryIn(notes),
    reason: null,
    agent: notes.agent,
    provider: notes.provider,
    invocationId: notes.invocation_id,
  }
}

function summaryIn(notes: ItemNotes | null): MessageSummary | null {
  return notes?.summary == null ? null : MessageSummary.parse(JSON.parse(notes.summary))
}

async function readSummary(lane: Lane, standing: Standing, id: string): Promise<MessageSummary | null> {
  const { listed, folder } = standing
  if (!listed.regular || listed.bytes > summaryBytes) return null
  const inspection = await inspectFile(lane.moves.files.paths[folder], listed.file, summaryBytes)
  if (inspection.kind !== 'item') return null
  const summary = summaryOf(inspection.message)
  lane.record.remember(id, summary)
  return summary
}

/** The beginning of a file as text for the inspector, or null when it is gone or no regular file. */
export async function readShown(folder: string, file: string): Promise<ShownText | null> {
  try {
    const handle = await open(join(folder, file), 'r')
    try {
      const stat = await handle.stat()
      if (!stat.isFile()) return null
      const buffer = Buffer.alloc(Math.min(stat.size, bounds.inspectorText))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0)
      return {
        text: new TextDecoder().decode(buffer.subarray(0, bytesRead)),
        truncated: stat.size > bytesRead,
        bytes: stat.size,
      }
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = faultCode(error)
    if (
      code === 'ENOENT' ||
      code === 'EACCES' ||
      code === 'EPERM' ||
      code === 'ELOOP' ||
      code === 'ENXIO' ||
      code === 'EISDIR'
    ) {
      return null
    }
    throw error
  }
}
