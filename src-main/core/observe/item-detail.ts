import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { ItemDetail } from '#shared/contract'
import type { ItemEvent } from '#shared/item'
import { bounds } from '#shared/limits'
import { itemBounds } from '../ground/json-text'
import { readJson } from '../ground/json-thread'
import { writtenJson } from '../ground/written-json'
import type { Lane } from '../lane/lane'
import { completedRow, readShown, rowOf } from '../lane/lane-window'
import type { History } from '../record/history'
import type { Invocations } from '../record/invocations'

/** The newest attempts shown with an item. */
const shownInvocations = 20

/** Everything known of one item, or null when nothing is. */
export async function itemDetail(
  lane: Lane,
  id: string,
  history: History,
  invocations: Invocations,
): Promise<ItemDetail | null> {
  const standing = lane.find(id)
  const notes = history.notes(lane.name, id)
  if (standing === null && notes === null) return null
  const timeline = withArrival(history.timeline(lane.name, id), lane.name, id, standing?.listed.ms ?? notes?.arrived_at)
  const ids = [...new Set(timeline.map((event) => event.invocationId).filter((one) => one !== null))]
  const row = standing === null ? null : await rowOf(lane, standing)
  if (row?.invocationId != null && !ids.includes(row.invocationId)) ids.push(row.invocationId)
  const found = await Promise.all(ids.slice(-shownInvocations).map((one) => invocations.find(one)))
  const shown = found.filter((one) => one !== null)
  const resultFile = notes?.result_file ?? null
  const result = resultFile === null ? null : await readShown(lane.moves.files.paths.outgoing, resultFile)
  const payload =
    standing === null ? null : await readShown(lane.moves.files.paths[standing.folder], standing.listed.file)
  const completed = notes !== null && notes.status === 'completed' ? completedRow(lane.name, notes) : null
  return {
    row: row ?? completed,
    payload: payload ?? (await payloadIn(shown.at(-1)?.contextPath)),
    result: result === null || resultFile === null ? null : { ...result, file: resultFile },
    timeline,
    invocations: shown,
  }
}

/** A file that another program put in line was enqueued by nobody here: its own time says when it came. */
function withArrival(timeline: ItemEvent[], lane: string, id: string, arrivedAt: number | undefined): ItemEvent[] {
  if (arrivedAt === undefined || timeline[0]?.kind === 'enqueued') return timeline
  const seen: ItemEvent = {
    at: arrivedAt,
    lane,
    id,
    kind: 'seen',
    attempt: 1,
    text: 'Came to incoming',
    invocationId: null,
  }
  return [seen, ...timeline]
}

const contextBounds = { ...itemBounds, deepest: itemBounds.deepest + 2, mostValues: 2 * itemBounds.mostValues }
const Context = z.object({ message: z.unknown() })

/** A finished item's file is gone from the lane; its message stands in the context its last attempt was given. */
async function payloadIn(contextPath: string | undefined): Promise<ItemDetail['payload']> {
  if (contextPath === undefined) return null
  try {
    const found = await readJson(await readFile(contextPath, 'utf8'), contextBounds)
    const { message } = Context.parse(found.ok ? found.value : null)
    const text = (await writtenJson(message)).trimEnd()
    const shown = text.slice(0, bounds.inspectorText)
    return { text: shown, truncated: shown.length < text.length, bytes: Buffer.byteLength(text) }
  } catch {
    // Removed by retention or by hand: then there is no payload to show.
    return null
  }
}
