import type {
  ActVerdict,
  ComposedMessage,
  DropVerdict,
  ItemDetail,
  ItemTarget,
  LaneWindow,
  LaneWindowQuery,
  ReleaseEvidence,
  TextProblem,
} from '#shared/contract'
import type { ItemRow } from '#shared/item'
import { bounds } from '#shared/limits'
import type { MessageSummary } from '#shared/message'
import type { PlainAction } from '#shared/offers'
import { type Changes, followValue } from '../ground/changes'
import { faultCode, faultText } from '../ground/fault-code'
import { heartbeatMessage, messageLane } from '../ground/message-lane'
import { Refused } from '../ground/refused'
import { dropFiles, enqueueItem, sendMessage } from '../lane/drop'
import { givenUpForInterruptions, wasInterrupted } from '../lane/given-up'
import { actOnItems, standingOf } from '../lane/item-actions'
import { itemText, repair, resend } from '../lane/item-edits'
import type { Lane } from '../lane/lane'
import { laneWindow } from '../lane/lane-window'
import { textProblem } from '../lane/text-place'
import { itemDetail } from '../observe/item-detail'
import { releaseEvidence } from '../observe/release-evidence'
import { pushed, takesNoMessages, undeclared } from '../orchestrate/pushed'
import type { History } from '../record/history'
import type { Invocations } from '../record/invocations'
import type { Effective } from '../settings/settings'
import type { Core } from './core'

type Lanes = Core['lanes']

export interface LaneCallsOptions {
  readonly lanes: ReadonlyMap<string, Lane>
  readonly effective: () => Effective
  readonly history: History
  readonly invocations: Invocations
  readonly invocationsPath: string
  readonly changes: Changes
  /** Aborts when the core closes. */
  readonly life: AbortSignal
  readonly itemBytes: () => number
  /** See `Runs.goOnWith`. */
  readonly goOnWith: (lane: string, ids: ReadonlySet<string>) => Promise<void>
  /** Why a pending item does not start, or null. */
  readonly waitReason: (lane: string, message: MessageSummary) => string | null
}

/** The contract's calls about lanes and their items. */
export class LaneCalls implements Lanes {
  readonly #options: LaneCallsOptions

  constructor(options: LaneCallsOptions) {
    this.#options = options
  }

  window(query: LaneWindowQuery, signal: AbortSignal): AsyncGenerator<LaneWindow, void> {
    const { changes } = this.#options
    const lane = this.#named(query.lane)
    const both = this.#both(signal)
    return followValue(changes, both, bounds.pushMs, () => this.#window(lane, query, both))
  }

  async *item(ref: { lane: string; id: string }, signal: AbortSignal): AsyncGenerator<ItemDetail, void> {
    const { changes, history, invocations } = this.#options
    const lane = this.#named(ref.lane)
    const read = async (): Promise<ItemDetail | null> => {
      const detail = await itemDetail(lane, ref.id, history, invocations)
      if (detail === null || detail.row === null) return detail
      return { ...detail, row: this.#explained(lane, detail.row) }
    }
    if ((await read()) === null) {
      throw new Refused('no_such_item', 'This item is not in the lane any more.', 'Choose another one.')
    }
    yield* followValue(changes, this.#both(signal), bounds.pushMs, read)
  }

  async drop(lane: string, files: readonly { name: string; text: string }[]): Promise<DropVerdict[]> {
    const to = this.#named(lane)
    if (lane !== messageLane && !this.#options.effective().runbooks.has(lane)) {
      return files.map(({ name }) => ({ accepted: false, name, reason: undeclared(lane) }))
    }
    return dropFiles(to, files, this.#options.itemBytes())
  }

  async send(lane: string, message: ComposedMessage): Promise<{ id: string }> {
    if (lane !== messageLane) throw takesNoMessages(this.#named(lane).name)
    return onDisk(async () => ({ id: await sendMessage(this.#named(lane), message, Date.now()) }))
  }

  async sendHeartbeat(): Promise<void> {
    await this.send(messageLane, heartbeatMessage)
  }

  async act(lane: string, action: PlainAction, items: readonly ItemTarget[]): Promise<ActVerdict[]> {
    const named = this.#named(lane)
    if (action === 'requeue') await this.#goOnWithRuns(named, items)
    return actOnItems(named, action, items)
  }

  async requeueInterrupted(lane: string): Promise<ActVerdict[]> {
    return this.act(lane, 'requeue', await givenUpForInterruptions(this.#named(lane), bounds.actItems))
  }

  async evidence(lane: string, item: ItemTarget): Promise<ReleaseEvidence> {
    const { invocations, invocationsPath } = this.#options
    return releaseEvidence(this.#named(lane), item, invocations, invocationsPath)
  }

  text(lane: string, item: ItemTarget): Promise<{ text: string }> {
    return onDisk(async () => ({ text: await itemText(this.#named(lane), item) }))
  }

  async push(name: string, text: string): Promise<{ id: string }> {
    const lane = this.#named(name)
    const item = await pushed(name, this.#options.effective().runbooks.get(name), text, this.#options.itemBytes())
    return onDisk(async () => ({ id: await enqueueItem(lane, item.stem, item.text) }))
  }

  check(lane: string, text: string): Promise<TextProblem | null> {
    const { reading } = this.#named(lane)
    return textProblem(text, this.#options.itemBytes(), reading)
  }

  resend(lane: string, item: ItemTarget, text: string): Promise<{ id: string }> {
    return onDisk(async () => ({ id: await resend(this.#named(lane), item, text, this.#options.itemBytes()) }))
  }

  repair(lane: string, item: ItemTarget, text: string): Promise<{ id: string }> {
    return onDisk(async () => ({ id: await repair(this.#named(lane), item, text, this.#options.itemBytes()) }))
  }

  async #window(lane: Lane, query: LaneWindowQuery, signal: AbortSignal): Promise<LaneWindow> {
    const window = await laneWindow(lane, query, this.#options.history, signal)
    return { ...window, rows: window.rows.map((row) => this.#explained(lane, row)) }
  }

  /** The row with the reason why it does not start, if it is more than its turn. */
  #explained(lane: Lane, row: ItemRow): ItemRow {
    if (row.column !== 'pending' || row.reason !== null || row.summary === null) return row
    return { ...row, reason: this.#options.waitReason(lane.name, row.summary) }
  }

  /** Whoever was interrupted goes on with its run where it stopped; what failed by itself begins anew. */
  async #goOnWithRuns(lane: Lane, items: readonly ItemTarget[]): Promise<void> {
    const interrupted = new Set<string>()
    for (const item of items) {
      if (standingOf(lane, item)?.folder === 'dead' && (await wasInterrupted(lane, item.file))) interrupted.add(item.id)
    }
    if (interrupted.size > 0) await this.#options.goOnWith(lane.name, interrupted)
  }

  #named(name: string): Lane {
    const lane = this.#options.lanes.get(name)
    if (lane === undefined) throw new Refused('no_such_lane', `There is no lane "${name}".`)
    return lane
  }

  #both(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#options.life])
  }
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
