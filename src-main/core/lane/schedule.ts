import { Heap } from '../ground/heap'
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
  readonly waiting: Heap<Entry>
  /** How many of its items are active or wait for a person. */
  taken: number
  /** The failed item that must be the next of its key, or null. */
  held: Entry | null
  /** The entry this line has put up in a ready or sleeping heap, or null. */
  offered: Entry | null
}

/** A candidate with its line, which is never looked up by a key again; its place is copied to be compared quickly. */
interface Entry extends Place {
  readonly candidate: Candidate
  readonly line: Line
  /** False once it was taken or is gone from the lane. */
  waits: boolean
}

/** So many removed candidates may stay in the heaps, and as many as there are others. */
const keptRemoved = 1024

/**
 * Decides what starts next; pure, knows no clock and no disk. An item may start when it is the oldest of its key, its
 * not-before has passed, and no item of its key is active, failed or waiting. A busy key never delays another.
 *
 * Each key puts up at most one candidate. Candidates stand in a heap per group, ordered by place in line; those whose
 * not-before lies ahead stand in a heap by time. Removed or overtaken candidates are skipped when they surface, so every
 * change costs a logarithm.
 */
export class Schedule {
  /** Candidates removed since the heaps were last cleared of them. */
  #removed = 0
  readonly #lines = new Map<string, Line>()
  readonly #members = new Map<string, Entry>()
  readonly #ready = new Map<string, Heap<Entry>>()
  readonly #sleeping = new Heap<Entry>((a, b) => a.candidate.notBefore - b.candidate.notBefore || inLine(a, b))
  /** By candidate, not by name: a name may be used again while its first owner is still active. */
  readonly #active = new Map<Candidate, Line>()
  /** What stands ready had its not-before passed by then. */
  #tookAt = Number.NEGATIVE_INFINITY

  get waiting(): number {
    return this.#members.size
  }

  get active(): number {
    return this.#active.size
  }

  /** Everything held, what was removed and has not surfaced yet included. */
  get size(): number {
    let size = this.#sleeping.size
    for (const heap of this.#ready.values()) size += heap.size
    for (const line of this.#lines.values()) size += line.waiting.size
    return size
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

  /** True from `take` or `occupy` to `end`. */
  isTaken(candidate: Candidate): boolean {
    return this.#active.has(candidate)
  }

  /** True while an item of the key is active, failed or waiting for a person. */
  isBusy(key: string): boolean {
    const line = this.#lines.get(named(key))
    return line !== undefined && (line.taken > 0 || line.held !== null)
  }

  /** Adds or replaces the candidate of this file name. */
  add(candidate: Candidate): void {
    if (this.#members.has(candidate.file)) this.remove(candidate.file)
    const { file, ms, ns, arrival } = candidate
    const line = this.#lineOf(candidate)
    const entry = { file, ms, ns, arrival, candidate, line, waits: true }
    this.#members.set(file, entry)
    line.waiting.push(entry)
    if (candidate.holdsKey && (line.held === null || inLine(entry, line.held) < 0)) line.held = entry
    this.#offer(line)
  }

  /** Takes out a candidate that is gone from the lane. Unknown names are ignored. */
  remove(file: string): void {
    const entry = this.#members.get(file)
    if (entry === undefined) return
    const { line } = entry
    this.#members.delete(file)
    entry.waits = false
    if (line.held === entry) line.held = nextHeld(line)
    if (line.offered === entry) line.offered = null
    this.#offer(line)
    this.#drop(line)
    if (++this.#removed > keptRemoved && this.#removed > this.#members.size) this.#clear()
  }

  /** What was removed may never surface while older ones cannot start. */
  #clear(): void {
    this.#removed = 0
    const isOffered = (entry: Entry): boolean => entry.line.offered === entry
    this.#sleeping.keep(isOffered)
    for (const heap of this.#ready.values()) heap.keep(isOffered)
    for (const line of this.#lines.values()) line.waiting.keep((entry) => entry.waits)
  }

  /**
   * Takes the next candidate that may start at `now` among the groups that have a free slot, and marks its key busy. `end`
   * must follow for every candidate taken, however its run went.
   */
  take(now: number, hasSlot: (group: string) => boolean): Candidate | null {
    if (now < this.#tookAt) this.#setBack(now)
    this.#tookAt = now
    this.#wake(now)
    let best: Heap<Entry> | null = null
    let next: Entry | null = null
    for (const [group, heap] of this.#ready) {
      const head = offeredHead(heap)
      if (head === null) {
        this.#ready.delete(group)
        continue
      }
      if ((next === null || inLine(head, next) < 0) && hasSlot(group)) {
        best = heap
        next = head
      }
    }
    if (best === null || next === null) return null
    best.pop()
    const { candidate, line } = next
    this.#members.delete(candidate.file)
    next.waits = false
    line.offered = null
    line.taken++
    if (line.held === next) line.held = nextHeld(line)
    this.#active.set(candidate, line)
    return candidate
  }

  /** The clock was set back: all that was awake and is not now sleeps again, also what stands behind others. */
  #setBack(now: number): void {
    for (const heap of this.#ready.values()) {
      const isAwake = ({ candidate }: Entry): boolean => candidate.notBefore <= now
      const early = [...heap.values()].filter((entry) => !isAwake(entry))
      if (early.length === 0) continue
      heap.keep(isAwake)
      for (const entry of early) if (entry.line.offered === entry) this.#sleeping.push(entry)
    }
  }

  /** Marks a key busy for an item that is active already, as recovery finds parked ones. */
  occupy(candidate: Candidate): void {
    const line = this.#lineOf(candidate)
    line.taken++
    line.offered = null
    this.#active.set(candidate, line)
  }

  /** The one way out of active: gives the key back. The candidate is the one `take` or `occupy` had. */
  end(candidate: Candidate): void {
    const line = this.#active.get(candidate)
    if (line === undefined) return
    this.#active.delete(candidate)
    line.taken--
    this.#offer(line)
    this.#drop(line)
  }

  /** When to ask again although nothing changed: the earliest not-before ahead, or null. */
  nextWake(): number | null {
    return offeredHead(this.#sleeping)?.candidate.notBefore ?? null
  }

  #wake(now: number): void {
    for (let head = offeredHead(this.#sleeping); head !== null; head = offeredHead(this.#sleeping)) {
      if (head.candidate.notBefore > now) return
      this.#sleeping.pop()
      this.#readyOf(head.candidate.group).push(head)
    }
  }

  /** Puts up the line's next candidate, if it has one and none of its items is busy. */
  #offer(line: Line): void {
    if (line.taken > 0) return
    const next = line.held ?? oldest(line)
    if (next === line.offered) return
    line.offered = next
    if (next === null) return
    if (next.candidate.notBefore > 0) this.#sleeping.push(next)
    else this.#readyOf(next.candidate.group).push(next)
  }

  #drop(line: Line): void {
    if (line.taken === 0 && line.offered === null && oldest(line) === null) this.#lines.delete(line.key)
  }

  #lineOf(candidate: Candidate): Line {
    const key = candidate.key === null ? own(candidate) : named(candidate.key)
    let line = this.#lines.get(key)
    if (line === undefined) {
      line = { key, waiting: new Heap<Entry>(inLine), taken: 0, held: null, offered: null }
      this.#lines.set(key, line)
    }
    return line
  }

  #readyOf(group: string): Heap<Entry> {
    let heap = this.#ready.get(group)
    if (heap === undefined) {
      heap = new Heap<Entry>(inLine)
      this.#ready.set(group, heap)
    }
    return heap
  }
}

/** The first that is still put up by its line; those before it are forgotten. */
function offeredHead(heap: Heap<Entry>): Entry | null {
  for (let head = heap.peek(); head !== undefined; head = heap.peek()) {
    if (head.line.offered === head) return head
    heap.pop()
  }
  return null
}

function oldest(line: Line): Entry | null {
  for (let head = line.waiting.peek(); head !== undefined; head = line.waiting.peek()) {
    if (head.waits) return head
    line.waiting.pop()
  }
  return null
}

function nextHeld(line: Line): Entry | null {
  let next: Entry | null = null
  for (const entry of line.waiting.values()) {
    const lives = entry.waits && entry.candidate.holdsKey
    if (lives && (next === null || inLine(entry, next) < 0)) next = entry
  }
  return next
}

const named = (key: string): string => `k${key}`
/**
 * Name and time: what bears the same name later is another item. One that brought the same time with it gets its id from the
 * same two, so it waits until the first has ended.
 */
const own = ({ file, ms, ns }: Candidate): string => `f${ms}.${ns}${file}`
