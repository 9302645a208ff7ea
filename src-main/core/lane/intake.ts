import { Breather } from '../ground/breather'
import { Heap } from '../ground/heap'
import { msLeft } from '../ground/steady-clock'
import type { Inspection } from './inspect'
import { type ItemName, parseItemName } from './item-name'
import { inLine } from './item-order'
import { readItem } from './read-item'
import type { Candidate } from './schedule'
import type { Listed } from './sliced-scan'
import type { GroupOf, ItemReading } from './work'

/** What the disk refused is tried again after this long, ms. */
export const againMs = 500
/** A sleep of the machine, during which no timer runs, is noticed after this long at the latest, ms. */
export const longestTimerMs = 5_000
/** So many files that have changed since may stand in line as they were, and as many as there are others. */
const keptStale = 1024
/** Bodies read side by side. */
const readers = 16
/** The farthest ahead a not-before in a file name is believed, in ms: a name can be forged or a clock have been wrong. */
const farthestMs = 24 * 60 * 60 * 1000

export interface IntakeOptions {
  readonly folder: string
  readonly settings: () => { readonly itemBytes: number; readonly settleMs: number }
  readonly groupOf: GroupOf
  readonly reading: ItemReading
  readonly now: () => number
  /** What waits are measured by; see `steadyClock`. */
  readonly steadyNow: () => number
  /** Whether reading further ahead can help: there is room for an item that is not yet known. */
  readonly wantsMore: (next: Listed) => boolean
  /** A file is known to be an item and may be scheduled. */
  readonly accept: (candidate: Candidate, listed: Listed, inspection: Inspection & { kind: 'item' }) => void
  /** A file is no item and has stayed unchanged long enough to say so. */
  readonly reject: (listed: Listed, sentence: string) => void
  /** Something became known or free: the scheduler may have work. */
  readonly progressed: () => void
  readonly failed: (listed: Listed, error: unknown) => void
}

/** A file that is no item as it stands, and may become one. */
interface Settling {
  readonly listed: Listed
  /** Since when it is known not to change, ms. */
  readonly since: number
  readonly dueAt: number
  /** True while it stands in line to be read again. */
  queued: boolean
}

/** A body being read; `deliver` is what to do with it once its turn has come. */
interface Read {
  readonly listed: Listed
  deliver: (() => void) | null
}

/**
 * Turns files in `incoming` into candidates: reads them oldest first and only as far ahead as is useful, so that a lane
 * of any length starts with its first item. A file that is no item may still be being written: it is looked at again
 * once it has been left alone for `settleMs`, and does not delay what stands behind it.
 */
export class Intake {
  readonly #options: IntakeOptions
  readonly #retries = new Heap<Listed>(inLine)
  readonly #unread = new Heap<Listed>(inLine)
  readonly #known = new Map<string, Listed>()
  readonly #settling = new Map<string, Settling>()
  readonly #reads: Read[] = []
  /** Bodies of a long lane are read without a wait for the disk, so the event loop must be given its turn. */
  readonly #breather = new Breather()
  #timer: NodeJS.Timeout | null = null
  #closed = false

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  /** Entries not yet read or still settling. */
  get unread(): number {
    return this.#retries.size + this.#unread.size
  }

  add(listed: Listed): void {
    this.#known.set(listed.file, listed)
    this.#settling.delete(listed.file)
    this.#queue(listed)
  }

  has(listed: Listed): boolean {
    return this.#known.get(listed.file) === listed
  }

  remove(file: string): void {
    this.#known.delete(file)
    this.#settling.delete(file)
  }

  /** Lets a file that the disk would not let be read or moved be looked at again, after a while. */
  again(listed: Listed): void {
    if (this.#closed) return
    const now = this.#options.steadyNow()
    const dueAt = now + Math.max(this.#options.settings().settleMs, againMs)
    this.#known.set(listed.file, listed)
    this.#settling.set(listed.file, { listed, since: now, dueAt, queued: false })
    this.#arm()
  }

  pump(): void {
    while (!this.#closed && this.#reads.length < readers) {
      const listed = this.#head()
      if (listed === null || !this.#options.wantsMore(listed)) return
      this.#heapOf(listed).pop()
      const read: Read = { listed, deliver: null }
      const behind = this.#reads.findIndex((other) => this.#comesBefore(listed, other.listed))
      this.#reads.splice(behind === -1 ? this.#reads.length : behind, 0, read)
      void this.#read(listed).then((deliver) => {
        read.deliver = deliver
        this.#deliver()
      })
    }
  }

  close(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  /** Retries and items that waited hold their keys, so they are read first: nothing of such a key may start before it is known. */
  #head(): Listed | null {
    return this.#headOf(this.#retries) ?? this.#headOf(this.#unread)
  }

  #headOf(heap: Heap<Listed>): Listed | null {
    for (let listed = heap.peek(); listed !== undefined; listed = heap.peek()) {
      if (this.#known.get(listed.file) === listed) return listed
      heap.pop()
    }
    return null
  }

  #queue(listed: Listed): void {
    const heap = this.#heapOf(listed)
    heap.push(listed)
    // Files as they were before they changed may never surface while older ones wait.
    const isKnown = (one: Listed): boolean => this.#known.get(one.file) === one
    if (heap.size > keptStale + 2 * this.#known.size) heap.keep(isKnown)
  }

  #heapOf({ file }: Listed): Heap<Listed> {
    return file.includes('~') && holdsKey(parseItemName(file, false)) ? this.#retries : this.#unread
  }

  #comesBefore(a: Listed, b: Listed): boolean {
    const heap = this.#heapOf(a)
    return heap === this.#heapOf(b) ? inLine(a, b) < 0 : heap === this.#retries
  }

  /**
   * Files are handed on in the order in which they stand in line, whichever was read first; one that an older file came
   * before while it was read is read again after that.
   */
  #deliver(): void {
    if (this.#closed) return
    for (let first = this.#reads[0]; first?.deliver != null; first = this.#reads[0]) {
      this.#reads.shift()
      const older = this.#head()
      if (older === null || this.#comesBefore(first.listed, older)) first.deliver()
      else if (this.#known.get(first.listed.file) === first.listed) this.#queue(first.listed)
    }
    this.#options.progressed()
    this.pump()
  }

  async #read(listed: Listed): Promise<() => void> {
    if (!listed.regular) return () => this.#reject(listed, 'It is not a regular file.')
    try {
      await this.#breather.pause()
      const inspection = await this.#inspect(listed.file)
      return () => this.#inspected(listed, inspection)
    } catch (error) {
      return () => {
        // A fault of the machine, not of the file: it is tried again and never rejected for it.
        this.#options.failed(listed, error)
        if (this.#known.get(listed.file) === listed) this.again(listed)
      }
    }
  }

  #inspect(file: string): Promise<Inspection> {
    const { folder, reading, settings } = this.#options
    return readItem(reading, folder, file, false, settings().itemBytes)
  }

  #inspected(listed: Listed, inspection: Inspection): void {
    // Changed or gone while it was read: what is there now stands in line anew.
    if (this.#known.get(listed.file) !== listed) return
    if (inspection.kind === 'gone') this.remove(listed.file)
    else if (inspection.kind === 'malformed') this.#settle(listed, inspection.sentence)
    else {
      this.remove(listed.file)
      const { groupOf, reading, now, steadyNow } = this.#options
      const { message } = inspection
      const candidate = candidateOf(listed, reading.keyOf(message), groupOf(message), now(), steadyNow())
      this.#options.accept(candidate, listed, inspection)
    }
  }

  #reject(listed: Listed, sentence: string): void {
    this.remove(listed.file)
    this.#options.reject(listed, sentence)
  }

  #settle(listed: Listed, sentence: string): void {
    const now = this.#options.steadyNow()
    // A time of change that lies in the future (a foreign clock) counts from when it was first seen.
    const leftAloneMs = Math.max(0, this.#options.now() - Math.max(listed.ms, listed.changedAt))
    const since = this.#settling.get(listed.file)?.since ?? now - leftAloneMs
    if (now - since < this.#options.settings().settleMs) {
      this.#wait(listed, since)
      return
    }
    this.#reject(listed, sentence)
  }

  #wait(listed: Listed, since: number): void {
    this.#settling.set(listed.file, { listed, since, dueAt: since + this.#options.settings().settleMs, queued: false })
    this.#arm()
  }

  #arm(): void {
    if (this.#timer !== null || this.#closed) return
    let dueAt = Number.POSITIVE_INFINITY
    for (const settling of this.#settling.values()) {
      if (!settling.queued) dueAt = Math.min(dueAt, settling.dueAt)
    }
    if (dueAt === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(
      () => this.#due(),
      Math.min(Math.max(1, dueAt - this.#options.steadyNow()), longestTimerMs),
    )
  }

  /** Files left alone long enough are read once more: what they hold now decides. */
  #due(): void {
    this.#timer = null
    const now = this.#options.steadyNow()
    for (const settling of this.#settling.values()) {
      if (settling.queued || settling.dueAt > now) continue
      settling.queued = true
      this.#queue(settling.listed)
    }
    this.#arm()
    this.pump()
  }
}

/** An item of `incoming` as the scheduler sees it. Times in ms; its wait, told by the wall clock, is told by the steady one. */
export function candidateOf(
  listed: Listed,
  key: string | null,
  group: string,
  now: number,
  steadyNow: number,
): Candidate {
  const name = parseItemName(listed.file, false)
  const waitMs = msLeft(name.notBefore ?? 0, listed.changedAt, now)
  return {
    file: listed.file,
    ms: listed.ms,
    ns: listed.ns,
    arrival: listed.arrival,
    key,
    group,
    notBefore: waitMs === 0 ? 0 : steadyNow + Math.min(waitMs, farthestMs),
    holdsKey: holdsKey(name),
  }
}

function holdsKey({ attempt, waiting }: ItemName): boolean {
  return attempt > 1 || waiting
}
