import type { ComposedMessage, DropVerdict, ItemDetail, LaneWindow, LaneWindowQuery } from '#shared/contract'
import { bounds } from '#shared/limits'
import type { Core } from './core'
import { faultText } from './home/fault-code'
import { type Changes, followValue } from './observe/changes'
import type { History } from './observe/history'
import type { Invocations } from './observe/invocations'
import { itemDetail } from './observe/item-detail'
import { dropFiles, sendMessage } from './queue/drop'
import type { Lane } from './queue/lane'
import { laneWindow } from './queue/lane-window'
import { Refused } from './refused'

type Lanes = Core['lanes']

export interface LaneCallsOptions {
  readonly lanes: ReadonlyMap<string, Lane>
  readonly history: History
  readonly invocations: Invocations
  readonly changes: Changes
  /** Aborts when the core closes. */
  readonly life: AbortSignal
  readonly itemBytes: () => number
}

/** The contract's calls about lanes and their items. */
export class LaneCalls implements Lanes {
  readonly #options: LaneCallsOptions

  constructor(options: LaneCallsOptions) {
    this.#options = options
  }

  window(query: LaneWindowQuery, signal: AbortSignal): AsyncGenerator<LaneWindow, void> {
    const { changes, history } = this.#options
    const lane = this.#named(query.lane)
    return followValue(changes, this.#both(signal), bounds.pushMs, () => laneWindow(lane, query, history))
  }

  async *item(ref: { lane: string; id: string }, signal: AbortSignal): AsyncGenerator<ItemDetail, void> {
    const { changes, history, invocations } = this.#options
    const lane = this.#named(ref.lane)
    const read = (): Promise<ItemDetail | null> => itemDetail(lane, ref.id, history, invocations)
    if ((await read()) === null) {
      throw new Refused('no_such_item', 'This item is not in the lane any more.', 'Choose another one.')
    }
    yield* followValue(changes, this.#both(signal), bounds.pushMs, read)
  }

  async drop(lane: string, files: readonly { name: string; text: string }[]): Promise<DropVerdict[]> {
    return dropFiles(this.#named(lane), files, this.#options.itemBytes())
  }

  async send(lane: string, message: ComposedMessage): Promise<{ id: string }> {
    try {
      return { id: await sendMessage(this.#named(lane), message, Date.now()) }
    } catch (error) {
      if (error instanceof Refused) throw error
      const sentence = `The message could not be written to the lane: ${faultText(error)}.`
      throw new Refused('disk', sentence, 'Check the disk and the rights of the home folder.', { cause: error })
    }
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
