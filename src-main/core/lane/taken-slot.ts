import type { Entered, Room } from './work'

/** An item in progress that waits for a slot of another group. */
export interface Wish {
  readonly lane: string
  readonly group: string
  granted(outcome: Entered): void
}

/** What a taken slot does to the counts it was taken from. */
export interface SlotCounts {
  isShut(lane: string, group: string): boolean
  /** Gives back the slot of a group, if there is one, and stands in line for another. */
  change(from: string | null, wish: Wish): void
  withdraw(wish: Wish): void
  /** Gives back everything that is still taken. */
  giveBack(lane: string, group: string | null): void
}

/** The place of one item in progress: taken once, given back exactly once, whichever group it is in by then. */
export class TakenSlot implements Room {
  readonly #lane: string
  readonly #counts: SlotCounts
  /** Null while it waits for another group, and after it waited in vain. */
  #group: string | null
  #last: string
  #wish: Wish | null = null
  #isTaken = true

  constructor(lane: string, group: string, counts: SlotCounts) {
    this.#lane = lane
    this.#group = group
    this.#last = group
    this.#counts = counts
  }

  /** The group it was in last. */
  get group(): string {
    return this.#last
  }

  async enter(group: string, signal: AbortSignal): Promise<Entered> {
    if (this.#wish !== null) throw new Error('An item waits for one group at a time.')
    if (!this.#isTaken || signal.aborted) return 'aborted'
    if (this.#counts.isShut(this.#lane, group)) return 'shut'
    if (group === this.#group) return 'entered'
    const { promise, resolve } = Promise.withResolvers<Entered>()
    const wish: Wish = {
      lane: this.#lane,
      group,
      granted: (outcome) => {
        this.#wish = null
        if (outcome === 'entered') {
          this.#group = group
          this.#last = group
        }
        resolve(outcome)
      },
    }
    const from = this.#group
    this.#wish = wish
    this.#group = null
    const abort = (): void => this.#withdraw()
    signal.addEventListener('abort', abort, { once: true })
    this.#counts.change(from, wish)
    try {
      return await promise
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  /** Given back twice counts once; what it still waits for is not waited for any more. */
  release(): void {
    if (!this.#isTaken) return
    this.#isTaken = false
    this.#withdraw()
    this.#counts.giveBack(this.#lane, this.#group)
    this.#group = null
  }

  #withdraw(): void {
    const wish = this.#wish
    if (wish === null) return
    this.#counts.withdraw(wish)
    wish.granted('aborted')
  }
}
