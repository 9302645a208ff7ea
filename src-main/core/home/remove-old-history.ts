import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { faultCode } from '../ground/fault-code'
import type { Lane } from '../lane/lane'
import { standingIds } from '../lane/standing-ids'
import type { History } from '../record/history'
import type { OldItem } from '../record/history-retention'

/** Items looked at between two turns of the event loop, and removed in one transaction. */
const sliceItems = 200

/**
 * Removes from the history what nothing has happened to since `before`, unless it is in its lane still. Answers how many items
 * went; those that completed stay counted. What has not been looked at when `signal` aborts is the next time.
 */
export async function removeOldHistory(
  history: History,
  lanes: ReadonlyMap<string, Lane>,
  before: number,
  signal: AbortSignal,
): Promise<number> {
  let removed = 0
  let last: OldItem | null = null
  while (!signal.aborted) {
    const items = history.old(before, last, sliceItems)
    last = items.at(-1) ?? null
    if (last === null) break
    const gone = await goneFrom(lanes, items)
    const results = await takenAway(lanes, gone)
    if (signal.aborted) break
    removed += history.forget({ items: gone, results })
    await setImmediate()
  }
  return removed
}

/** Completed items have left their lane; of the others a lane knows as soon as it has read its folders. */
async function goneFrom(lanes: ReadonlyMap<string, Lane>, items: readonly OldItem[]): Promise<OldItem[]> {
  const gone = items.filter(({ status }) => status === 'completed')
  for (const [name, others] of Map.groupBy(
    items.filter(({ status }) => status !== 'completed'),
    ({ lane }) => lane,
  )) {
    const lane = lanes.get(name)
    if (lane === undefined || !lane.index.complete || lane.index.trouble !== null) continue
    const standing = await standingIds(lane, new Set(others.map(({ id }) => id)))
    gone.push(...others.filter(({ id }) => !standing.has(id)))
  }
  return gone
}

/** Results that somebody took out of `outgoing`. One that lies there still is known, or it would be counted again. */
async function takenAway(
  lanes: ReadonlyMap<string, Lane>,
  items: readonly OldItem[],
): Promise<{ lane: string; file: string }[]> {
  const taken: { lane: string; file: string }[] = []
  for (const { lane: name, result_file: file } of items) {
    const lane = lanes.get(name)
    if (lane === undefined || file === null) continue
    if (!(await exists(join(lane.moves.files.paths.outgoing, file)))) taken.push({ lane: name, file })
  }
  return taken
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return false
    throw error
  }
}
