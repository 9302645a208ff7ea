import { TakenSlot, type Wish } from './taken-slot'

/** How many items may be active at once. */
export interface SlotLimits {
  home(): number
  lane(lane: string): number
  group(group: string): number
  /** True when nothing may start in a group now, however many slots are free; left out: when its limit is 0. */
  isShut?(lane: string, group: string): boolean
}

/**
 * Counts the active items of a whole home against its limits. One instance serves all lanes; whoever takes a slot gives
 * it back exactly once, and every lane is told that there may be room again. Items in progress that wait for another group
 * are served first, in the order in which they began to wait.
 */
export class Slots {
  readonly #limits: SlotLimits
  #active = 0
  readonly #byLane = new Map<string, number>()
  readonly #byGroup = new Map<string, number>()
  readonly #wishes = new Set<Wish>()
  readonly #listeners = new Set<() => void>()

  constructor(limits: SlotLimits) {
    this.#limits = limits
  }

  /** Tells the lanes that there may be more room than there was. */
  limitsChanged(): void {
    this.#tell()
  }

  get active(): number {
    return this.#active
  }

  /** How many items in progress wait for another group. */
  get waiting(): number {
    return this.#wishes.size
  }

  isFree(lane: string, group: string): boolean {
    return this.hasRoom(lane) && this.#hasSlot(group)
  }

  /** True when the home and the lane have room, whatever the provider. */
  hasRoom(lane: string): boolean {
    return this.#active < this.#limits.home() && (this.#byLane.get(lane) ?? 0) < this.#limits.lane(lane)
  }

  /** How many items are active in the groups that a test picks. */
  activeIn(picked: (group: string) => boolean): number {
    let count = 0
    for (const [group, active] of this.#byGroup) if (picked(group)) count += active
    return count
  }

  take(lane: string, group: string): TakenSlot {
    this.#count(lane, 1)
    add(this.#byGroup, group, 1)
    return new TakenSlot(lane, group, {
      isShut: (ofLane, asked) => this.#isShut(ofLane, asked),
      change: (from, wish) => {
        if (from !== null) add(this.#byGroup, from, -1)
        this.#wishes.add(wish)
        this.#tell()
      },
      withdraw: (wish) => void this.#wishes.delete(wish),
      giveBack: (ofLane, left) => {
        this.#count(ofLane, -1)
        if (left !== null) add(this.#byGroup, left, -1)
        this.#tell()
      },
    })
  }

  /** Lets items in progress have the slots they wait for; to be called before new items are let start. */
  serve(): void {
    for (const wish of this.#wishes) {
      const isShut = this.#isShut(wish.lane, wish.group)
      if (!isShut && !this.#hasSlot(wish.group)) continue
      this.#wishes.delete(wish)
      if (!isShut) add(this.#byGroup, wish.group, 1)
      wish.granted(isShut ? 'shut' : 'entered')
    }
  }

  /** Calls `room` whenever a slot comes back; returns the way to stop it. */
  onRoom(room: () => void): () => void {
    this.#listeners.add(room)
    return () => {
      this.#listeners.delete(room)
    }
  }

  #hasSlot(group: string): boolean {
    return (this.#byGroup.get(group) ?? 0) < this.#limits.group(group)
  }

  #isShut(lane: string, group: string): boolean {
    return this.#limits.isShut?.(lane, group) ?? this.#limits.group(group) <= 0
  }

  #count(lane: string, by: number): void {
    this.#active += by
    add(this.#byLane, lane, by)
  }

  #tell(): void {
    this.serve()
    for (const room of [...this.#listeners]) room()
  }
}

function add(counts: Map<string, number>, name: string, by: number): void {
  const count = (counts.get(name) ?? 0) + by
  if (count === 0) counts.delete(name)
  else counts.set(name, count)
}
