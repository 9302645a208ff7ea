import { z } from 'zod'
import { Column, columns, type ItemRow, type ItemStatus } from '#shared/item'
import { bounds } from '#shared/limits'
import type { Call } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { type Elsewhere, formatItem, formatItems, formatNoItems } from './format-items'
import { formatLanes } from './format-status'
import { foundItem } from './found-item'
import { askHome } from './home-calls'
import { type Calls, firstOf } from './owner-link'
import { boardNow } from './status-command'
import { laneFacts } from './status-report'

/** The lanes of a home and how many items they have. */
export async function queueList(call: Call): Promise<number> {
  const lanes = await askHome(call, async (calls) => (await boardNow(calls)).lanes.map(laneFacts))
  call.voice.answer({ lanes }, () => formatLanes(lanes, call.voice.paint))
  return exitCodes.done
}

const inOrder: readonly ItemStatus[] = ['active', 'pending', 'failed', 'dead', 'rejected', 'completed']

export const ItemsOptions = z.object({
  lane: z.string(),
  column: Column.optional(),
  search: z.string().max(200),
  offset: z.int().min(0),
  limit: z.int().min(1).max(bounds.windowRows),
})

type Asked = Omit<z.infer<typeof ItemsOptions>, 'column'>

/** The items of one column of a lane; where it has none, what stands in the others that is asked for just the same. */
export async function queueItems(call: Call, query: Asked & { readonly column: Column }): Promise<number> {
  const { found, elsewhere } = await askHome(call, async (calls) => {
    const window = await firstOf(calls.lanes.window(query))
    return { found: window, elsewhere: window.total > 0 ? null : await inOthers(calls, query) }
  })
  const { lane, column } = query
  call.voice.answer({ lane, column, ...found, ...(elsewhere === null ? {} : { elsewhere }) }, () =>
    elsewhere === null
      ? formatItems(found, query, call.parts.now(), call.voice.columns, call.voice.paint)
      : formatNoItems(query, elsewhere, found.indexing),
  )
  return exitCodes.done
}

async function inOthers({ lanes }: Calls, query: Asked & { readonly column: Column }): Promise<Elsewhere> {
  const others: Elsewhere = {}
  for (const column of columns.filter((one) => one !== query.column)) {
    const { total } = await firstOf(lanes.window({ ...query, column, offset: 0, limit: 1 }))
    if (total > 0) others[column] = total
  }
  return others
}

/** The items of a lane with their status, those that are worked on first and those that are done last. */
export async function queueAllItems(call: Call, query: Asked): Promise<number> {
  const found = await askHome(call, async ({ lanes }) => {
    let total = 0
    let indexing = false
    const rows: ItemRow[] = []
    for (const column of inOrder) {
      const offset = Math.max(0, query.offset - total)
      const limit = Math.max(1, query.limit - rows.length)
      const window = await firstOf(lanes.window({ ...query, column, offset, limit }))
      total += window.total
      indexing ||= window.indexing ?? false
      if (rows.length < query.limit) rows.push(...window.rows)
    }
    return { offset: query.offset, total, rows, ...(indexing ? { indexing } : {}) }
  })
  const { lane } = query
  call.voice.answer({ lane, column: null, ...found }, () =>
    formatItems(found, { ...query, column: null }, call.parts.now(), call.voice.columns, call.voice.paint),
  )
  return exitCodes.done
}

/** Everything known of one item. */
export async function queueShow(call: Call, lane: string, asked: string): Promise<number> {
  const detail = await askHome(call, async (calls) => {
    const { id } = await foundItem(calls, lane, asked)
    return firstOf(calls.lanes.item({ lane, id }))
  })
  if (detail === null) throw new CommandFailure('no_such_item', `There is no item ${asked} in the lane "${lane}".`)
  call.voice.answer({ lane, ...detail }, () => formatItem(detail, call.parts.now(), call.voice.paint))
  return exitCodes.done
}
