import type { ActVerdict, ItemDetail, ItemTarget, LaneWindow, LaneWindowQuery } from '#shared/contract'
import type { ItemRow } from '#shared/item'
import { bounds } from '#shared/limits'
import type { PlainAction } from '#shared/offers'
import { followValue } from '../../ground/changes'
import { faultCode, faultText } from '../../ground/fault-code'
import { messageLane } from '../../ground/message-lane'
import { Refused } from '../../ground/refused'
import { dropFiles, enqueueItem, sendMessage } from '../../lane/drop'
import { givenUpForInterruptions, wasInterrupted } from '../../lane/given-up'
import { actOnItems, standingOf } from '../../lane/item-actions'
import { itemText, repair, resend } from '../../lane/item-edits'
import type { Lane } from '../../lane/lane'
import { laneWindow } from '../../lane/lane-window'
import { textProblem } from '../../lane/text-place'
import { itemDetail } from '../../observe/item-detail'
import { releaseEvidence } from '../../observe/release-evidence'
import { pushed, takesNoMessages, undeclared } from '../../orchestrate/pushed'
import type { Calls } from '../core'
import type { HomeState } from '../home-state'
import type { OwnHome } from '../own-home'

export const lanesCalls = (home: HomeState): Calls['lanes'] => ({
  window(query, signal) {
    const own = home.own()
    const lane = laneOf(own, query.lane)
    const living = own.living(signal)
    return followValue(own.changes, living, bounds.pushMs, () => explainedWindow(own, lane, query, living))
  },
  async *item({ lane: name, id }, signal) {
    const own = home.own()
    const lane = laneOf(own, name)
    const read = async (): Promise<ItemDetail | null> => {
      const detail = await itemDetail(lane, id, own.options.history, own.invocations)
      if (detail === null || detail.row === null) return detail
      return { ...detail, row: explained(own, lane, detail.row) }
    }
    if ((await read()) === null) {
      throw new Refused('no_such_item', 'This item is not in the lane any more.', 'Choose another one.')
    }
    yield* followValue(own.changes, own.living(signal), bounds.pushMs, read)
  },
  async drop({ lane, files }) {
    const own = home.own()
    const to = laneOf(own, lane)
    if (lane !== messageLane && !own.effective.runbooks.has(lane)) {
      return { verdicts: files.map(({ name }) => ({ accepted: false, name, reason: undeclared(lane) })) }
    }
    return { verdicts: await dropFiles(to, files, itemBytes(own)) }
  },
  async send({ lane, message }) {
    const to = laneOf(home.own(), lane)
    if (lane !== messageLane) throw takesNoMessages(lane)
    return onDisk(async () => ({ id: await sendMessage(to, message, Date.now()) }))
  },
  async act({ lane, action, items }) {
    const own = home.own()
    return { verdicts: await act(own, laneOf(own, lane), action, items) }
  },
  async requeueInterrupted({ lane: name }) {
    const own = home.own()
    const lane = laneOf(own, name)
    return { verdicts: await act(own, lane, 'requeue', await givenUpForInterruptions(lane, bounds.actItems)) }
  },
  async evidence({ lane, item }) {
    const own = home.own()
    return releaseEvidence(laneOf(own, lane), item, own.invocations, own.options.paths.invocations)
  },
  text: async ({ lane, item }) => onDisk(async () => ({ text: await itemText(laneOf(home.own(), lane), item) })),
  async push({ lane: name, text }) {
    const own = home.own()
    const lane = laneOf(own, name)
    const item = await pushed(name, own.effective.runbooks.get(name), text, itemBytes(own))
    return onDisk(async () => ({ id: await enqueueItem(lane, item.stem, item.text) }))
  },
  async check({ lane, text }) {
    const own = home.own()
    return { problem: await textProblem(text, itemBytes(own), laneOf(own, lane).reading) }
  },
  async resend({ lane, item, text }) {
    const own = home.own()
    return onDisk(async () => ({ id: await resend(laneOf(own, lane), item, text, itemBytes(own)) }))
  },
  async repair({ lane, item, text }) {
    const own = home.own()
    return onDisk(async () => ({ id: await repair(laneOf(own, lane), item, text, itemBytes(own)) }))
  },
})

const itemBytes = (own: OwnHome): number => own.effective.settings.limits.item_bytes

function laneOf(own: OwnHome, name: string): Lane {
  const lane = own.lanes.get(name)
  if (lane === undefined) throw new Refused('no_such_lane', `There is no lane "${name}".`)
  return lane
}

async function act(own: OwnHome, lane: Lane, action: PlainAction, items: readonly ItemTarget[]): Promise<ActVerdict[]> {
  if (action === 'requeue') await goOnWithRuns(own, lane, items)
  return actOnItems(lane, action, items)
}

/** Whoever was interrupted goes on with its run where it stopped; what failed by itself begins anew. */
async function goOnWithRuns(own: OwnHome, lane: Lane, items: readonly ItemTarget[]): Promise<void> {
  const interrupted = new Set<string>()
  for (const item of items) {
    if (standingOf(lane, item)?.folder === 'dead' && (await wasInterrupted(lane, item.file))) interrupted.add(item.id)
  }
  if (interrupted.size > 0) await own.runs.goOnWith(lane.name, interrupted)
}

async function explainedWindow(
  own: OwnHome,
  lane: Lane,
  query: LaneWindowQuery,
  signal: AbortSignal,
): Promise<LaneWindow> {
  const window = await laneWindow(lane, query, own.options.history, signal)
  return { ...window, rows: window.rows.map((row) => explained(own, lane, row)) }
}

/** The row with the reason why it does not start, if it is more than its turn. */
function explained(own: OwnHome, lane: Lane, row: ItemRow): ItemRow {
  if (row.column !== 'pending' || row.reason !== null || row.summary === null) return row
  return { ...row, reason: own.waitReason(lane.name, row.summary) }
}

/** Faults of the disk become a refusal with the cause in it. */
async function onDisk<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refused || faultCode(error) === null) throw error
    const sentence = `The disk refused: ${faultText(error)}.`
    throw new Refused('disk', sentence, 'Check the disk and the rights of the home folder.', { cause: error })
  }
}
