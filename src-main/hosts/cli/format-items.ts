import type { ItemDetail, LaneWindow } from '#shared/contract'
import { type Column, columns, type ItemRow } from '#shared/item'
import { formatInvocations } from './format-invocations'
import { counted, cut, type Fact, factTable, table } from './format-table'
import { moment, stretch } from './format-time'
import { harmless, harmlessLines, type Paint, widthOf } from './paint'

interface AskedItems {
  readonly lane: string
  /** Null: whatever their status. */
  readonly column: Column | null
  readonly search: string
}

/** How many items stand in other columns than the one that was asked for. */
export type Elsewhere = Partial<Record<Column, number>>

/** That a column has no items, what stands in the others, and how these are seen. */
export function formatNoItems(asked: AskedItems, elsewhere: Elsewhere, indexing = false): string {
  const others = columns.filter((column) => (elsewhere[column] ?? 0) > 0)
  const [first] = others
  if (first === undefined) return noItems({ ...asked, column: null }, indexing)
  const counts = others.map((column) => `${(elsewhere[column] ?? 0).toLocaleString('en')} ${columnWords[column]}`)
  const option = others.length === 1 ? first : 'COLUMN'
  return `${noItems(asked, indexing)} Elsewhere in it: ${counts.join(', ')}; see them with --column ${option}.`
}

function noItems({ lane, column, search }: AskedItems, indexing: boolean): string {
  const those = search === '' ? '' : ` with "${harmless(search)}"`
  const soFar = indexing ? ' so far' : ''
  const more = indexing ? stillCounted(lane) : ''
  if (column !== null) return `No item of ${lane}${those} is ${columnWords[column]}${soFar}.${more}`
  return `${lane} holds no items${those}${soFar}.${more}`
}

function stillCounted(lane: string): string {
  return ` The files of ${lane} are still being counted.`
}

/** What an item is, in sentences. */
export const columnWords: Readonly<Record<Column, string>> = {
  pending: 'pending',
  active: 'active',
  completed: 'completed',
  failed: 'failed',
  dead: 'dead',
  rejected: 'rejected',
  trash: 'in the trash',
}

/** Items as a list: id, their status where they are of several, age, attempt, who, and what was said or what went wrong. */
export function formatItems(
  { offset, total, rows, indexing = false }: LaneWindow,
  asked: AskedItems,
  now: number,
  width: number,
  paint: Paint,
): string {
  const { lane, column } = asked
  const more = indexing ? stillCounted(lane) : ''
  if (rows.length === 0)
    return total === 0 ? noItems(asked, indexing) : `No more than ${counted(total, 'item')}.${more}`
  const heading = ['Item', ...(column === null ? ['Status'] : []), 'Age', 'Try', 'Sender', 'Message'].map((name) =>
    paint('dim', name),
  )
  const ids = Math.min(Math.max(...rows.map((row) => widthOf(harmless(row.id)))), 48)
  const lines = rows.map((row) => [
    cut(harmless(row.id), ids),
    ...(column === null ? [statusOf(row)] : []),
    stretch(now - row.arrivedAt),
    String(row.attempt),
    cut(harmless(row.summary?.sender ?? ''), 16),
    cut(harmless(row.reason ?? row.summary?.text ?? row.file), Math.max(width - ids - 40, 20)),
  ])
  const isPart = indexing || total > rows.length
  const shown = isPart ? `\n${offset + 1} to ${offset + rows.length} of ${total}.${more}` : ''
  return table([heading, ...lines], column === null ? [2, 3] : [1, 2]) + shown
}

/** One item with where it has been, its attempts, its message and its answer. */
export function formatItem(detail: ItemDetail, now: number, paint: Paint): string {
  const { row, payload, result, timeline, invocations } = detail
  const parts: string[] = []
  if (row !== null) parts.push(formatRow(row, now, paint))
  if (timeline.length > 0) parts.push(formatTimeline(timeline, paint))
  if (invocations.length > 0) parts.push(formatInvocations(invocations, now, paint))
  if (payload !== null) parts.push(formatShown('Message', payload, paint))
  if (result !== null) parts.push(formatShown(`Answer (${harmless(result.file)})`, result, paint))
  return parts.join('\n\n')
}

export function formatTimeline(timeline: ItemDetail['timeline'], paint: Paint): string {
  return table(timeline.map(({ at, kind, text }) => [paint('dim', moment(at)), kind, harmless(text)]))
}

function statusOf({ column, waiting }: ItemRow): string {
  return waiting ? `${column}, waiting for a person` : column
}

function formatRow(row: ItemRow, now: number, paint: Paint): string {
  const facts: Fact[] = [
    ['Item', row.id],
    ['Status', statusOf(row)],
    ['File', row.file || null],
    ['Arrived', `${moment(row.arrivedAt)} (${stretch(now - row.arrivedAt)} ago)`],
    [
      'Attempt',
      row.interrupted > 0 ? `${row.attempt}, interrupted ${counted(row.interrupted, 'time')}` : `${row.attempt}`,
    ],
    // One that was held back may start at once when whatever holds it lets go.
    ['Not before', row.notBefore === null || row.notBefore <= now ? null : moment(row.notBefore)],
    ['Reason', row.reason],
    ['Run', row.runId ?? null],
    ['Agent', row.agent === null ? null : `${row.agent} (${row.provider})`],
    ['Sender', row.summary === null ? null : `${row.summary.sender}, channel ${row.summary.channel}`],
    ['Conversation', row.summary?.conversationId ?? null],
  ]
  return factTable(facts, paint)
}

function formatShown(name: string, shown: { text: string; truncated: boolean; bytes: number }, paint: Paint): string {
  const cutNote = shown.truncated ? ` (the beginning of ${shown.bytes.toLocaleString('en')} bytes)` : ''
  return `${paint('dim', `${name}${cutNote}:`)}\n${harmlessLines(shown.text).trimEnd()}`
}
