import type { ItemTarget } from '#shared/contract'
import { columns, type ItemRow } from '#shared/item'
import { bounds } from '#shared/limits'
import { CommandFailure } from './command-failure'
import { type Calls, firstOf } from './owner-link'
import { harmless } from './paint'

/**
 * The one item that is meant: by its id, its file's name, its message id, or a beginning of its id that fits no other.
 * Fails where none or several are.
 */
export async function foundItem(calls: Calls, lane: string, asked: string): Promise<ItemTarget> {
  const rows: ItemRow[] = []
  // A file's name begins as its id does; a message id stands in the message.
  const search = asked.replace(/@.*$/, '').slice(0, 200)
  for (const column of columns) {
    const found = await firstOf(calls.lanes.window({ lane, column, search, offset: 0, limit: bounds.windowRows }))
    rows.push(...found.rows)
  }
  if (rows.length === 0) rows.push(...(await byMessageId(calls, lane, asked)))
  const same = rows.filter(
    (row) => row.id === asked || row.file === asked || row.summary?.messageId === asked || stemOf(row) === asked,
  )
  const fitting = same.length > 0 ? same : rows.filter((row) => row.id.startsWith(asked))
  const [only, ...more] = fitting
  if (only === undefined) {
    throw new CommandFailure('no_such_item', `There is no item ${harmless(asked)} in the lane "${lane}".`, {
      nextStep: 'See lanekeeper queue items, or lanekeeper history WORDS for what became of it.',
    })
  }
  if (more.length > 0) {
    const ids = fitting.map((row) => row.id)
    throw new CommandFailure('ambiguous', `${harmless(asked)} fits ${fitting.length} items.`, {
      nextStep: `Name one of them in full: ${ids.slice(0, 5).map(harmless).join(', ')}${ids.length > 5 ? ', …' : ''}`,
      beside: { ids },
    })
  }
  return { id: only.id, column: only.column, file: only.file }
}

/** Only messages that are in memory are searched, so the ids of others are compared row by row. */
async function byMessageId(calls: Calls, lane: string, asked: string): Promise<ItemRow[]> {
  const found: ItemRow[] = []
  for (const column of columns) {
    const query = { lane, column, search: '', offset: 0, limit: bounds.windowRows }
    const { rows } = await firstOf(calls.lanes.window(query))
    found.push(...rows.filter((row) => row.summary?.messageId === asked))
  }
  return found
}

function stemOf({ id }: ItemRow): string {
  return id.slice(0, id.lastIndexOf('@'))
}
