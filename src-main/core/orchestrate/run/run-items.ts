import type { IncomingMessage } from '#shared/message'
import { messageLane } from '../../ground/message-lane'
import { enqueueItem } from '../../lane/drop'
import { actOnItems } from '../../lane/item-actions'
import type { Lane } from '../../lane/lane'
import { isParked } from '../../lane/parked-items'
import { readItem } from '../../lane/read-item'
import type { Ended } from '../../lane/work'
import type { RunState } from '../workflow/run-state'
import { unfinished } from './run-ended'

/** Where the item of a run stands. `unknown`: nothing can be said yet, or its lane is not there. */
export type ItemPlace = 'pending' | 'active' | 'parked' | 'dead' | 'gone' | 'unknown'

type Item = NonNullable<RunState['item']>

/** The items of runs, as their lanes know them. */
export class RunItems {
  readonly #lanes: () => ReadonlyMap<string, Lane>
  readonly #itemBytes: () => number

  constructor(lanes: () => ReadonlyMap<string, Lane>, itemBytes: () => number) {
    this.#lanes = lanes
    this.#itemBytes = itemBytes
  }

  place(item: Item): ItemPlace {
    const lane = this.#lanes().get(item.lane)
    if (lane === undefined) return 'unknown'
    const standing = lane.find(item.id)
    switch (standing?.folder) {
      case 'incoming':
        return 'pending'
      case 'processing':
        return isParked(standing.listed.file) ? 'parked' : 'active'
      case 'dead':
        return 'dead'
      default:
        return lane.index.complete ? 'gone' : 'unknown'
    }
  }

  /** Puts a parked item back in line. False when it is not parked. */
  async resume(item: Item): Promise<boolean> {
    return (await this.#lanes().get(item.lane)?.resume(item.id)) ?? false
  }

  /** Gives the parked item of a run that failed or was canceled its end. False when it is not parked. */
  settleParked(run: RunState, item: Item, settle: () => Promise<void>): Promise<boolean> {
    return this.endParked(item, (message) => ({ ...unfinished(run, message, isQueueItem(run, item)), after: settle }))
  }

  /**
   * Ends an item in line whose run was canceled, whatever it waits for: it need not have its turn to be told so. False when it
   * is not in line any more.
   */
  async endPending(run: RunState, item: Item, settle: () => Promise<void>): Promise<boolean> {
    const lane = this.#lanes().get(item.lane)
    const standing = lane?.find(item.id)
    if (lane === undefined || standing?.folder !== 'incoming') return false
    const claimed = await lane.moves.claim(standing.listed.file)
    if (claimed === null || (await lane.moves.park(claimed)) === null) return false
    return this.settleParked(run, item, settle)
  }

  /** Gives a parked item its end, which may be made of its message. False when it is not parked. */
  async endParked(item: Item, ended: (message: IncomingMessage) => Ended): Promise<boolean> {
    const lane = this.#lanes().get(item.lane)
    const standing = lane?.find(item.id)
    if (lane === undefined || standing?.folder !== 'processing') return false
    const { processing } = lane.moves.files.paths
    const read = await readItem(lane.reading, processing, standing.listed.file, true, this.#itemBytes())
    // What cannot be read is rejected when it is claimed again.
    if (read.kind !== 'item') return lane.resume(item.id)
    return lane.settleParked(item.id, ended(read.message))
  }

  /** Takes out of `active` what nobody here works on, as recovery would. */
  async release(item: Item): Promise<void> {
    const lane = this.#lanes().get(item.lane)
    const standing = lane?.find(item.id)
    if (lane === undefined || standing?.folder !== 'processing' || lane.isWorked(standing.listed.file)) return
    await lane.release(standing.listed.file)
  }

  /** Puts a dead item back in line. False when it is not dead any more. */
  async requeue(item: Item): Promise<boolean> {
    const lane = this.#lanes().get(item.lane)
    const standing = lane?.find(item.id)
    if (lane === undefined || standing?.folder !== 'dead') return false
    const target = { id: item.id, column: 'dead', file: standing.listed.file } as const
    const [verdict] = await actOnItems(lane, 'requeue', [target])
    return verdict?.done ?? false
  }

  /** Puts a message in line that its run goes on with; one that is there already is taken. */
  async enqueue(run: RunState): Promise<Item> {
    const lane = this.#lanes().get(messageLane)
    if (lane === undefined) throw new Error('the message lane is not there')
    const messageId = messageIdOf(run)
    const message = {
      channel: 'panel',
      sender: 'panel',
      message: run.title === '' ? run.workflow.id : run.title,
      timestamp: lane.now(),
      messageId,
      workflowRunId: run.id,
    }
    const id = inLine(lane, messageId) ?? (await enqueueItem(lane, messageId, `${JSON.stringify(message, null, 2)}\n`))
    return { lane: lane.name, id }
  }

  /** False until the message lane knows all its items. */
  get ready(): boolean {
    return this.#lanes().get(messageLane)?.index.complete ?? false
  }
}

/** The message that a run without an item is put in line with. One that goes on a second time has made attempts meanwhile. */
export function messageIdOf({ id, iterations }: RunState): string {
  return `${id}-${iterations}`
}

/** Whether a queue's attempts decide what becomes of an item, and not the run alone. */
function isQueueItem(run: RunState, item: Item): boolean {
  return run.source.kind === 'queue' && run.source.name === item.lane
}

/** The item of this stem that stands in line or is worked on. One that was put away is another. */
function inLine(lane: Lane, stem: string): string | null {
  for (const folder of ['incoming', 'processing'] as const) {
    for (const listed of lane.index.folders[folder].values()) {
      if (!listed.file.startsWith(stem)) continue
      const identity = lane.record.identify(listed.file, folder !== 'incoming', listed)
      if (identity.stem === stem) return identity.id
    }
  }
  return null
}
