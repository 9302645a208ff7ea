import { Heap } from './heap'
import { inLine, type Place } from './item-order'

/** An item that waits to start. `key` null: the item is its own key. `group` is the provider whose slots it needs. */
export interface Candidate extends Place {
  readonly key: string | null
  readonly group: string
  /** Milliseconds since the epoch before which it must not start; 0: at once. */
  readonly notBefore: number
  /** True while it waits for a retry: it then holds its key even against older items. */
  readonly holdsKey: boolean
}

interface Line {
  readonly key: string
  /** Waiting items of the key in line order. */
  readonly waiting: Heap<Candidate>
  /** The item that is active or waits for a person, or null. */
  taken: string | null
  /** The failed item that must be the next of its key, or null. */
  held: Candidate | null
  /** The candidate this line has put up in a ready or sleeping heap, or null. */
  offered: Candidate | null
}

/**
 * Decides what starts next; pure, knows no clock and no disk. An item may start when it is the oldest of its key, its
 * not-before has passed, and no item of its key is active, failed or waiting. A busy key never delays another.
 *
 * Each key puts up at most one candidate. Candidates stand in a heap per group, ordered by place in line; those whose
 * not-before lies ahead stand in a heap by time. Removed or overtaken candidates are skipped when they surface, so every
 * change costs a logarithm.
 */
export class Schedule {
  readonly #lines = new Map<string, Line>()
  readonly #members = new Map<string, Candidate>()
  readonly #ready = new Map<string, Heap<Candidate>>()
  readonly #sleeping = new Heap<Candidate>((a, b) => a.notBefore - b.notBefore || inLine(a, b))
  readonly #active = new Map<string, Line>()

  get waiting(): number {
    return this.#members.size
  }

  get active(): number {
    return this.#active.size
  }

  has(file: string): boolean {
    return this.#members.has(file)
  }

  /** About how many candidates stand ready in the groups that have a free slot; overtaken ones may be counted. */
  ready(hasSlot: (group: string) => boolean): number {
    let count = 0
    for (const [group, heap] of this.#ready) if (hasSlot(group)) count += heap.size
    return count
  }

  /** True while an item of the key is active, failed or waiting for a person. */
  isBusy(key: string): boolean {
    const line = this.#lines.get(named(key))
    return line !== undefined && (line.taken !== null || line.held !== null)
  }

  /** Adds or replaces the candidate of this file name. */
  add(candidate: Candidate): void {
    if (this.#members.has(candidate.file)) this.remove(candidate.file)
    this.#members.set(candidate.file, candidate)
    const line = this.#lineOf(candidate)
    line.waiting.push(candidate)
    if (candidate.holdsKey && (line.held === null || inLine(candidate, line.held) < 0)) line.held = candidate
    this.#offer(line)
  }

  /** Takes out a candidate that is gone from the lane. Unknown names are ignored. */
  remove(file: string): void {
    const candidate = this.#members.get(file)
    if (candidate === undefined) return
    this.#members.delete(file)
    const line = this.#lines.get(lineKey(candidate))
    if (line === undefined) return
    if (line.held === candidate) line.held = this.#nextHeld(line)
    if (line.offered === candidate) line.offered = null
    this.#offer(line)
    this.#drop(line)
  }

  /**
   * Takes the next candidate that may start at `now` among the groups that have a free slot, and marks its key busy under
   * `candidate.file`. `end` must follow for every candidate taken, however its run went.
   */
  take(now: number, hasSlot: (group: string) => boolean): Candidate | null {
    this.#wake(now)
    let best: Heap<Candidate> | null = null
    let bestHead: Candidate | null = null
    for (const [group, heap] of this.#ready) {
      const head = this.#head(heap)
      if (head === null) {
        this.#ready.delete(group)
        continue
      }
      if ((bestHead === null || inLine(head, bestHead) < 0) && hasSlot(group)) {
        best = heap
        bestHead = head
      }
    }
    if (best === null || bestHead === null) return null
    best.pop()
    const line = this.#lines.get(lineKey(bestHead))
    if (line === undefined) return null
    this.#members.delete(bestHead.file)
    line.offered = null
    line.taken = bestHead.file
    if (line.held === bestHead) line.held = null
    this.#active.set(bestHead.file, line)
    return bestHead
  }

  /** Marks a key busy for an item that is active already, as recovery finds parked ones. */
  occupy(file: string, key: string | null): void {
    const line = this.#lineFor(key === null ? own(file) : named(key))
    line.taken = file
    line.offered = null
    this.#active.set(file, line)
  }

  /** The one way out of active: gives the key back. The file name is the one `take` or `occupy` had. */
  end(file: string): void {
    const line = this.#active.get(file)
    if (line === undefined) return
    this.#active.delete(file)
    line.taken = null
    this.#offer(line)
    this.#drop(line)
  }

  /** When to ask again although nothing changed: the earliest not-before ahead, or null. */
  nextWake(): number | null {
    for (let head = this.#sleeping.peek(); head !== undefined; head = this.#sleeping.peek()) {
      if (this.#isOffered(head)) return head.notBefore
      this.#sleeping.pop()
    }
    return null
  }

  #wake(now: number): void {
    for (let head = this.#sleeping.peek(); head !== undefined; head = this.#sleeping.peek()) {
      if (this.#isOffered(head)) {
        if (head.notBefore > now) return
        this.#sleeping.pop()
        this.#readyOf(head.group).push(head)
      } else {
        this.#sleeping.pop()
      }
    }
  }

  #head(heap: Heap<Candidate>): Candidate | null {
    for (let head = heap.peek(); head !== undefined; head = heap.peek()) {
      if (this.#isOffered(head)) return head
      heap.pop()
    }
    return null
  }

  #isOffered(candidate: Candidate): boolean {
    return this.#lines.get(lineKey(candidate))?.offered === candidate
  }

  /** Puts up the line's next candidate, if it has one and none of its items is busy. */
  #offer(line: Line): void {
    if (line.taken !== null) return
    const next = line.held ?? this.#oldest(line)
    if (next === line.offered) return
    line.offered = next
    if (next === null) return
    if (next.notBefore > 0) this.#sleeping.push(next)
    else this.#readyOf(next.group).push(next)
  }

  #oldest(line: Line): Candidate | null {
    for (let head = line.waiting.peek(); head !== undefined; head = line.waiting.peek()) {
      if (this.#members.get(head.file) === head) return head
      line.waiting.pop()
    }
    return null
  }

  #nextHeld(line: Line): Candidate | null {
    let next: Candidate | null = null
    for (const candidate of line.waiting.values()) {
      const lives = candidate.holdsKey && this.#members.get(candidate.file) === candidate
      if (lives && (next === null || inLine(candidate, next) < 0)) next = candidate
    }
    return next
  }

  #drop(line: Line): void {
    if (line.taken === null && line.offered === null && this.#oldest(line) === null) this.#lines.delete(line.key)
  }

  #lineOf(candidate: Candidate): Line {
    return this.#lineFor(lineKey(candidate))
  }

  #lineFor(key: string): Line {
    let line = this.#lines.get(key)
    if (line === undefined) {
      line = { key, waiting: new Heap<Candidate>(inLine), taken: null, held: null, offered: null }
      this.#lines.set(key, line)
    }
    return line
  }

  #readyOf(group: string): Heap<Candidate> {
    let heap = this.#ready.get(group)
    if (heap === undefined) {
      heap = new Heap<Candidate>(inLine)
      this.#ready.set(group, heap)
    }
    return heap
  }
}

const named = (key: string): string => `k${key}`
const own = (file: string): string => `f${file}`
const lineKey = (candidate: Candidate): string => (candidate.key === null ? own(candidate.file) : named(candidate.key))
