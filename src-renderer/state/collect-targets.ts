import type { ItemTarget, LaneWindow, LaneWindowQuery } from '#shared/contract'
import { bounds } from '#shared/limits'
import { type Asked, ask } from '../link/ask'
import { link } from '../link/link'
import { targetOf } from './selection'

/** Rows `from` up to, not with, `to`. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * The items of a part of a column, page by page, each once. Ends early, with what it has, when the list is shorter or
 * `signal` aborts; `told` hears how many there are after each page.
 */
export async function collectTargets(
  query: Pick<LaneWindowQuery, 'lane' | 'column' | 'search'>,
  span: Span,
  signal: AbortSignal,
  told: (collected: number) => void,
): Promise<Asked<ItemTarget[]>> {
  const found = new Map<string, ItemTarget>()
  for (let offset = span.from; offset < span.to && !signal.aborted; offset += bounds.windowRows) {
    const limit = Math.min(bounds.windowRows, span.to - offset)
    const page = await ask(link, (client) => firstOf(client.lanes.window({ ...query, offset, limit }, { signal })))
    if (signal.aborted) break
    if (!page.ok) return page
    for (const row of page.value?.rows ?? []) found.set(row.id, targetOf(row))
    told(found.size)
    if (page.value === null || offset + limit >= page.value.total) break
  }
  return { ok: true, value: [...found.values()] }
}

/** Leaving the loop ends the subscription. */
async function firstOf(stream: Promise<AsyncIterable<LaneWindow>>): Promise<LaneWindow | null> {
  for await (const window of await stream) return window
  return null
}
