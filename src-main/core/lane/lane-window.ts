import { join } from 'node:path'
import type { LaneWindow, LaneWindowQuery, ShownText } from '#shared/contract'
import type { ItemRow } from '#shared/item'
import { guessedText } from '#shared/item-text'
import { bounds } from '#shared/limits'
import { type MessageSummary, summaryOf } from '#shared/message'
import { Breather } from '../ground/breather'
import { faultCode } from '../ground/fault-code'
import { openRegular } from '../ground/open-regular'
import { type ItemNotes, summaryIn } from '../record/history-rows'
import type { Standing } from './found-item'
import { folderOf, isWaiting } from './item-actions'
import { parseItemName } from './item-name'
import type { Lane } from './lane'
import { readItem } from './read-item'
import { readReason } from './read-reason'
import type { Listed } from './sliced-scan'

/** Bodies larger than this are not read just to show a line of them. */
const summaryBytes = 256 * 1024

/** The rows of one column that a query asks for, as the lane stands now. */
export async function laneWindow(
  lane: Lane,
  query: LaneWindowQuery,
  history: CompletedItems,
  signal: AbortSignal,
): Promise<LaneWindow> {
  if (query.column === 'completed') {
    const { total, rows } = await history.completed(lane.name, query.search, query, signal)
    return { offset: query.offset, total, rows: rows.map((notes) => completedRow(lane.name, notes)) }
  }
  const { total, shown } = await columnFiles(lane, query)
  const rows = await Promise.all(shown.map((standing) => rowOf(lane, standing)))
  return { offset: query.offset, total, rows, ...(lane.index.complete ? {} : { indexing: true }) }
}

export interface CompletedItems {
  completed(
    lane: string,
    search: string,
    window: { readonly offset: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<{ total: number; rows: ItemNotes[] }>
}

/** The files of a column that a query asks for, and how many there are of it. */
async function columnFiles(lane: Lane, query: LaneWindowQuery): Promise<{ total: number; shown: Standing[] }> {
  const folder = folderOf(query.column)
  if (folder === null) return { total: 0, shown: [] }
  const listed = lane.index.folders[folder].inLine()
  const end = query.offset + query.limit
  const shown: Standing[] = []
  // Most windows are a slice of a folder as it stands.
  if (query.search === '' && (folder !== 'incoming' || lane.failed === 0)) {
    if (query.column === 'failed') return { total: 0, shown }
    for (const entry of listed.slice(query.offset, end)) shown.push({ folder, listed: entry })
    return { total: listed.length, shown }
  }
  const isFound = finder(lane, folder, query.search)
  const breather = new Breather()
  let total = 0
  let seen = 0
  for (const entry of listed) {
    if (++seen % 256 === 0) await breather.pause()
    if (folder === 'incoming' && lane.isFailed(entry.file) !== (query.column === 'failed')) continue
    if (!isFound(entry)) continue
    if (total >= query.offset && total < end) shown.push({ folder, listed: entry })
    total++
  }
  return { total, shown }
}

/** Plain text in a file's name, or in what is in memory of its message. */
function finder(lane: Lane, folder: Standing['folder'], words: string): (listed: Listed) => boolean {
  if (words === '') return () => true
  const search = words.toLowerCase()
  const ids = lane.record.idsSaying(search)
  return (listed) =>
    listed.file.toLowerCase().includes(search) ||
    (ids.size > 0 && ids.has(lane.record.identify(listed.file, folder !== 'incoming', listed).id))
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
  const waiting = isWaiting(standing)
  // A pending item has one when it was held back, and one that waits for a person the question.
  const isReasonShown =
    waiting || column === 'pending' || column === 'failed' || column === 'dead' || column === 'rejected'
  return {
    lane: lane.name,
    id: identity.id,
    file: listed.file,
    column,
    waiting,
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
    permissions: working?.permissions ?? notes?.permissions ?? null,
    runId: working?.runId ?? notes?.run_id ?? null,
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
    permissions: notes.permissions,
    runId: notes.run_id,
  }
}

async function readSummary(lane: Lane, standing: Standing, id: string): Promise<MessageSummary | null> {
  const { listed, folder } = standing
  if (!listed.regular || listed.bytes > summaryBytes) return null
  const inspection = await readItem(
    lane.reading,
    lane.moves.files.paths[folder],
    listed.file,
    folder !== 'incoming',
    summaryBytes,
  )
  if (inspection.kind !== 'item') return null
  const summary = summaryOf(inspection.message)
  lane.record.remember(id, summary)
  return summary
}

/** The beginning of a file as text for the inspector, or null when it is gone or no regular file. */
export async function readShown(folder: string, file: string): Promise<ShownText | null> {
  try {
    using opened = await openRegular(join(folder, file))
    if (opened === null) return null
    const shown = await opened.read(bounds.inspectorText)
    const truncated = opened.bytes > shown.length
    return { text: guessedText(shown, truncated), truncated, bytes: opened.bytes }
  } catch (error) {
    const code = faultCode(error)
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM') return null
    throw error
  }
}
