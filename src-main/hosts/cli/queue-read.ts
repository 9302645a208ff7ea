import { z } from 'zod'
import type { ItemDetail, LaneWindow, LaneWindowQuery } from '#shared/contract'
import { Column, columns, type ItemRow, type ItemStatus } from '#shared/item'
import { bounds } from '#shared/limits'
import { type Call, inTime, slowOwner } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { type Elsewhere, formatItem, formatItems, formatNoItems } from './format-items'
import { formatLanes } from './format-status'
import { foundItem } from './found-item'
import { HomeOnDisk } from './on-disk'
import { type Calls, firstOf, ownerToAsk, speakWith } from './owner-link'
import { boardNow } from './status-command'
import type { StatusReport } from './status-report'

/** Where items are read from: the owner of the home, or the disk. */
export interface ItemSource {
  lanes(): Promise<StatusReport['lanes']>
  window(query: LaneWindowQuery): Promise<LaneWindow>
  item(lane: string, id: string): Promise<ItemDetail | null>
}

export function ownerSource(calls: Calls): ItemSource {
  return {
    lanes: async () =>
      (await boardNow(calls)).lanes.map(({ name, counts, waiting, indexing, completedGrows, trouble }) => {
        const grows = completedGrows === true ? { completedGrows } : {}
        return { name, counts, waiting, indexing, ...grows, trouble }
      }),
    window: (query) => firstOf(calls.lanes.window(query)),
    item: (lane, id) => firstOf(calls.lanes.item({ lane, id })),
  }
}

async function fromSource<Value>(call: Call, use: (source: ItemSource) => Promise<Value>): Promise<Value> {
  return inTime(call, slowOwner, async (signal) => {
    const owner = await ownerToAsk(call)
    if (owner !== null) return speakWith(owner, (calls) => use(ownerSource(calls)))
    using disk = new HomeOnDisk(call.paths, call.parts.now)
    return await use({
      lanes: () => disk.lanes(signal),
      window: (query) => disk.window(query, signal),
      item: (lane, id) => disk.item(lane, id, signal),
    })
  })
}

/** The lanes of a home and how many items they have. */
export async function queueList(call: Call): Promise<number> {
  const lanes = await fromSource(call, (source) => source.lanes())
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
  const { found, elsewhere } = await fromSource(call, async (source) => {
    const window = await source.window(query)
    return { found: window, elsewhere: window.total > 0 ? null : await inOthers(source, query) }
  })
  const { lane, column } = query
  call.voice.answer({ lane, column, ...found, ...(elsewhere === null ? {} : { elsewhere }) }, () =>
    elsewhere === null
      ? formatItems(found, query, call.parts.now(), call.voice.columns, call.voice.paint)
      : formatNoItems(query, elsewhere, found.indexing),
  )
  return exitCodes.done
}

async function inOthers(source: ItemSource, query: Asked & { readonly column: Column }): Promise<Elsewhere> {
  const others: Elsewhere = {}
  for (const column of columns.filter((one) => one !== query.column)) {
    const { total } = await source.window({ ...query, column, offset: 0, limit: 1 })
    if (total > 0) others[column] = total
  }
  return others
}

/** The items of a lane with their status, those that are worked on first and those that are done last. */
export async function queueAllItems(call: Call, query: Asked): Promise<number> {
  const found = await fromSource(call, async (source) => {
    let total = 0
    let indexing = false
    const rows: ItemRow[] = []
    for (const column of inOrder) {
      const offset = Math.max(0, query.offset - total)
      const window = await source.window({ ...query, column, offset, limit: Math.max(1, query.limit - rows.length) })
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
  const detail = await fromSource(call, async (source) => source.item(lane, (await foundItem(source, lane, asked)).id))
  if (detail === null) throw new CommandFailure('no_such_item', `There is no item ${asked} in the lane "${lane}".`)
  call.voice.answer({ lane, ...detail }, () => formatItem(detail, call.parts.now(), call.voice.paint))
  return exitCodes.done
}
