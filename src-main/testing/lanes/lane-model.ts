import { inLine } from '../../core/lane/item-order'

/** What the reference model knows of one message. */
export interface ModelItem {
  readonly text: string
  /** Null: its own key. */
  readonly key: string | null
  readonly ms: number
  readonly ns: number
  readonly arrival: number
  /** Its name in the folder it stands in now. */
  file: string
  /** `waiting` in line; `parked` for a person. */
  state: 'waiting' | 'active' | 'parked' | 'completed' | 'dead' | 'trash' | 'gone'
  attempt: number
  notBefore: number
  /** False while the lane has not heard of it. */
  known: boolean
  /** True while it is to go before all others of its key, as a person has answered. */
  resumed: boolean
  /** Where a discarded item came from. */
  from: 'waiting' | 'dead'
}

/**
 * The rules of the lane in their plainest form: everything is looked through each time. Says how many must be active and
 * which may be; of items of different keys the lane may choose, since it need not have read the oldest yet.
 */
export class LaneModel {
  readonly items: ModelItem[] = []
  readonly slots: number
  working = false
  clock: number

  constructor(slots: number, clock: number) {
    this.slots = slots
    this.clock = clock
  }

  in(...states: readonly ModelItem['state'][]): ModelItem[] {
    return this.items.filter((item) => states.includes(item.state))
  }

  isFailed(item: ModelItem): boolean {
    return item.state === 'waiting' && item.attempt > 1 && item.notBefore > this.clock
  }

  /** Follows what the lane started, as far as it may have. */
  follow(running: readonly string[]): void {
    for (const item of this.#startable()) {
      if (!running.includes(item.text) || this.in('active').length >= this.slots) continue
      if (this.#isNextOfKey(item)) Object.assign(item, { state: 'active', resumed: false })
    }
  }

  /** True while something could start. */
  get isBehind(): boolean {
    return this.working && this.in('active').length < this.slots && this.#startable().length > 0
  }

  #startable(): ModelItem[] {
    if (!this.working) return []
    return this.in('waiting')
      .filter((item) => item.known && item.notBefore <= this.clock && this.#isNextOfKey(item))
      .sort(inLine)
  }

  #isNextOfKey(item: ModelItem): boolean {
    const sameKey = this.items.filter((one) => one.known && (item.key === null ? one === item : one.key === item.key))
    if (sameKey.some((one) => one.state === 'active' || one.state === 'parked')) return false
    const waiting = sameKey.filter((one) => one.state === 'waiting').sort(inLine)
    return (waiting.find((one) => one.attempt > 1 || one.resumed) ?? waiting[0]) === item
  }
}
