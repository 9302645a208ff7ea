import type { ActVerdict, ItemDetail, ItemTarget, LaneWindow, LaneWindowQuery } from '#shared/contract'
import type { ItemRow } from '#shared/item'
import { bounds } from '#shared/limits'
import type { PlainAction } from '#shared/offers'
import { followValue } from '../../ground/changes'
import { faultRemedy } from '../../ground/fault-advice'
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
    const seen = home.seen()
    const lane = laneOf(seen, query.lane)
    const living = seen.living(signal)
    return followValue(seen.changes, living, bounds.pushMs, () => explainedWindow(seen, lane, query, living))
  },
  async *item({ lane: name, id }, signal) {
    const seen = home.seen()
    const lane = laneOf(seen, name)
    await seen.known(lane)
    const read = async (): Promise<ItemDetail | null> => {
      const detail = await itemDetail(lane, id, seen.options.history, seen.invocations)
      if (detail === null || detail.row === null) return detail
      return { ...detail, row: explained(seen, lane, detail.row) }
    }
    if ((await read()) === null) {
      throw new Refused('no_such_item', 'This item is not in the lane any more.', 'Choose another one.')
    }
    yield* followValue(seen.changes, seen.living(signal), bounds.pushMs, read)
  },
  async drop({ lane, files }) {
    const seen = home.seen()
    const to = laneOf(seen, lane)
    if (!seen.takesFiles(lane)) {
      return { verdicts: files.map(({ name }) => ({ accepted: false, name, reason: undeclared(lane) })) }
    }
    await seen.fillable(to)
    return { verdicts: await dropFiles(to, files, itemBytes(seen)) }
  },
  async send({ lane, message }) {
    const seen = home.seen()
    const to = laneOf(seen, lane)
    if (lane !== messageLane) throw takesNoMessages(lane)
    return onDisk(home.now.path, async () => {
      await seen.fillable(to)
      return { id: await sendMessage(to, message, Date.now()) }
    })
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
  text: async ({ lane, item }) =>
    onDisk(home.now.path, async () => ({ text: await itemText(laneOf(home.own(), lane), item) })),
  async push({ lane: name, text }) {
    const seen = home.seen()
    const lane = laneOf(seen, name)
    const item = await pushed(name, seen.queue(name), text, itemBytes(seen))
    return onDisk(home.now.path, async () => {
      await seen.fillable(lane)
      return { id: await enqueueItem(lane, item.stem, item.text) }
    })
  },
  async check({ lane, text }) {
    const own = home.own()
    return { problem: await textProblem(text, itemBytes(own), laneOf(own, lane).reading) }
  },
  async resend({ lane, item, text }) {
    const own = home.own()
    return onDisk(home.now.path, async () => ({ id: await resend(laneOf(own, lane), item, text, itemBytes(own)) }))
  },
  async repair({ lane, item, text }) {
    const own = home.own()
    return onDisk(home.now.path, async () => ({ id: await repair(laneOf(own, lane), item, text, itemBytes(own)) }))
  },
})

type SeenHome = ReturnType<HomeState['seen']>

const itemBytes = (home: SeenHome): number =>
  (home.kind === 'own' ? home.effective.settings : home.settings).limits.item_bytes

function laneOf(home: SeenHome, name: string): Lane {
  const lane = home.lanes.get(name)
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
  home: SeenHome,
  lane: Lane,
  query: LaneWindowQuery,
  signal: AbortSignal,
): Promise<LaneWindow> {
  if (query.column !== 'completed') await home.known(lane)
  const window = await laneWindow(lane, query, home.options.history, signal)
  return { ...window, rows: window.rows.map((row) => explained(home, lane, row)) }
}

/** The row with the reason why it does not start, if it is more than its turn. */
function explained(home: SeenHome, lane: Lane, row: ItemRow): ItemRow {
  if (row.column !== 'pending' || row.reason !== null || row.summary === null) return row
  return { ...row, reason: home.waitReason(lane.name, row.summary) }
}

/** Faults of the disk become a refusal with the cause in it. */
async function onDisk<Value>(folder: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refused || faultCode(error) === null) throw error
    const sentence = `The disk refused: ${faultText(error)}.`
    throw new Refused('disk', sentence, faultRemedy(error, folder), { cause: error })
  }
}
