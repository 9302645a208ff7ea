/** How many items may be active at once. */
export interface SlotLimits {
  home(): number
  lane(lane: string): number
  group(group: string): number
}

/**
 * Counts the active items of a whole home against its limits. One instance serves all lanes; whoever takes a slot gives
 * it back exactly once through the returned function, and every lane is told that there may be room again.
 */
export class Slots {
  readonly #limits: SlotLimits
  #active = 0
  readonly #byLane = new Map<string, number>()
  readonly #byGroup = new Map<string, number>()
  readonly #waiters = new Set<() => void>()

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

  isFree(lane: string, group: string): boolean {
    return (
      this.#active < this.#limits.home() &&
      (this.#byLane.get(lane) ?? 0) < this.#limits.lane(lane) &&
      (this.#byGroup.get(group) ?? 0) < this.#limits.group(group)
    )
  }

  /** True when the home and the lane have room, whatever the provider. */
  hasRoom(lane: string): boolean {
    return this.#active < this.#limits.home() && (this.#byLane.get(lane) ?? 0) < this.#limits.lane(lane)
  }

  /** How many items are active in the groups that a test picks. */
  activeIn(picked: (group: string) => boolean): number {
    let count = 0
    for (const [group, active] of this.#byGroup) if (active > 0 && picked(group)) count += active
    return count
  }

  /** Takes a slot and returns the way to give it back; giving back twice counts once. */
  take(lane: string, group: string): () => void {
    this.#add(lane, group, 1)
    let taken = true
    return () => {
      if (!taken) return
      taken = false
      this.#add(lane, group, -1)
      this.#tell()
    }
  }

  /** Calls `room` whenever a slot comes back; returns the way to stop it. */
  onRoom(room: () => void): () => void {
    this.#waiters.add(room)
    return () => {
      this.#waiters.delete(room)
    }
  }

  #add(lane: string, group: string, by: number): void {
    this.#active += by
    this.#byLane.set(lane, (this.#byLane.get(lane) ?? 0) + by)
    this.#byGroup.set(group, (this.#byGroup.get(group) ?? 0) + by)
  }

  #tell(): void {
    for (const room of [...this.#waiters]) room()
  }
}
