import { Breather } from '../ground/breather'
import type { ActiveItem } from '../ground/worker'
import { type Body, ClaimedRuns, type ReleasedRun } from './claimed-runs'
import { againMs, candidateOf, Intake, longestTimerMs } from './intake'
import { inLine } from './item-order'
import { KnownItems } from './known-items'
import type { LaneWorkerOptions } from './lane-worker-options'
import type { ParkedItem } from './parked-items'
import { rejectFile } from './reject-file'
import type { RunEnd } from './run-item'
import { type Candidate, Schedule } from './schedule'
import type { Listed } from './sliced-scan'

/** Candidates known to be able to start are read this far ahead of the free slots. */
const lookAhead = 32
/**
 * The most items that may be known and unable to start, as those of a provider that waits; each takes about 0.7 KB. At that
 * number the lane reads on only as some of them start or leave, so what stands behind them waits too, and `trouble` says so.
 */
const mostKnown = 100_000
/** A longer body is read again once its item is claimed: waiting items must not cost the memory of what they hold. */
const keptBytes = 64 * 1024

/**
 * Works on one lane: takes items in when they may start, runs them and sees each out of `active` again. Every slot
 * comes back in the `finally` of `#pump` and every key through `#over`, so none can be lost. Driven by events: index changes, ended
 * runs, freed slots and one timer for the next not-before.
 */
export class LaneWorker {
  readonly #options: LaneWorkerOptions
  readonly #schedule = new Schedule()
  readonly #intake: Intake
  readonly #bodies = new Map<string, Body>()
  readonly #running = new Map<Candidate, Promise<void>>()
  readonly #rejecting = new Set<Promise<void>>()
  readonly #known = new KnownItems()
  /** By file, items back in line (or linked there) whose run has not ended: it has yet to tell how it went, which the next run must not overtake. */
  readonly #returning = new Map<string, { readonly run: Candidate; readonly now: Listed }>()
  /** By their names in `processing`, items that wait for a person: they hold their keys, and no slot. */
  readonly #parked = new Map<string, { readonly candidate: Candidate; readonly group: string }>()
  /** Items whose names are gone; whether they only got another name shows before the next pump. */
  #departed: Candidate[] = []
  #pumpDue = false
  readonly #runs: ClaimedRuns
  readonly #stopRuns = new AbortController()
  readonly #leave = new AbortController()
  readonly #stopListening: () => void
  /** The youngest that was read since the lane was last at rest. */
  #farthest: Listed | null = null
  #wasFull = false
  #claiming = true
  #begun = false
  #timer: NodeJS.Timeout | null = null

  constructor(options: LaneWorkerOptions) {
    this.#options = options
    this.#runs = new ClaimedRuns({
      lane: options,
      stop: this.#stopRuns.signal,
      leave: this.#leave.signal,
      changed: (candidate) => this.#known.forget(candidate),
      refused: (candidate) => this.#claimAgain(candidate),
    })
    this.#intake = new Intake({
      folder: options.moves.files.paths.incoming,
      settings: options.settings,
      groupOf: options.groupOf,
      reading: options.reading,
      now: options.now,
      steadyNow: options.steadyNow,
      wantsMore: (next) =>
        this.#isLate(next) ||
        (options.slots.hasRoom(options.name) &&
          !this.#isFull() &&
          this.#schedule.ready((group) => this.#hasSlot(group)) < lookAhead),
      accept: (candidate, listed, inspection) => {
        options.fault(listed.file, null)
        this.#accept(candidate, listed)
        const isKept = listed.bytes <= keptBytes && this.#bodies.size < lookAhead
        if (isKept) this.#bodies.set(candidate.file, { listed, message: inspection.message })
      },
      reject: (listed, sentence) => {
        const rejecting = this.#reject(listed, sentence).finally(() => this.#rejecting.delete(rejecting))
        this.#rejecting.add(rejecting)
      },
      progressed: () => this.#pump(),
      failed: (listed, error) => options.fault(listed.file, error),
    })
    this.#stopListening = options.slots.onRoom(() => this.#pump())
  }

  /**
   * Takes in what waits, and starts to work once all of it stands in line: the oldest may be the last to be found. The keys
   * of `parked` items that still are where they were found are taken.
   */
  async begin(parked: readonly ParkedItem[]): Promise<void> {
    for (const { file, key, group } of parked) {
      const listed = this.#options.processing.get(file)
      if (listed === undefined) continue
      const { ms, ns, arrival } = listed
      const candidate = { file, ms, ns, arrival, key, group, notBefore: 0, holdsKey: true }
      this.#known.keep(listed, candidate)
      this.#schedule.occupy(candidate)
      this.#parked.set(file, { candidate, group })
    }
    const breather = new Breather()
    let taken = 0
    for (const listed of this.#options.incoming.values()) {
      if (++taken % 256 === 0) await breather.pause()
      if (!this.#intake.has(listed)) this.#intake.add(listed)
    }
    this.#begun = true
    this.#pump()
  }

  /** Why items that could start may be passed over, or null. */
  get trouble(): string | null {
    return this.#wasFull
      ? `${this.#schedule.waiting} items wait for their provider or their turn; what came later is looked at as they start.`
      : null
  }

  /** What is being worked on now. */
  get active(): ActiveItem[] {
    return this.#runs.active
  }

  /** Tells the worker of a difference in `incoming`. */
  changed(before: Listed | null, now: Listed | null): void {
    const file = now?.file ?? before?.file
    if (file === undefined || !this.#claiming) return
    if (now === null) this.#options.fault(file, null)
    this.#schedule.remove(file)
    this.#bodies.delete(file)
    const gone = before === null ? null : this.#known.find(before)
    // Of an item that has its new name already nothing is gone.
    if (gone?.file === file && !this.#schedule.isTaken(gone)) this.#departed.push(gone)
    const known = now === null ? null : this.#known.find(now)
    if (now === null || known !== null) this.#intake.remove(file)
    this.#returning.delete(file)
    if (now !== null && known !== null && this.#schedule.isTaken(known)) this.#returning.set(file, { run: known, now })
    else if (now !== null && known !== null) this.#acceptAgain(known, now)
    else if (now !== null) this.#intake.add(now)
    this.#pumpSoon()
  }

  /** Tells the worker of a name that is gone from `processing`: what waited for a person there gives back its key. */
  left(file: string): void {
    const parked = this.#parked.get(file)
    if (parked === undefined || !this.#claiming) return
    this.#parked.delete(file)
    this.#over(parked.candidate, parked.group)
    this.#pumpSoon()
  }

  /**
   * Ends the worker: claims nothing more at once, lets active items run until `drained` aborts, then stops them, and
   * resolves when every one has left `active`. Moves the disk refuses are tried until `leave` aborts.
   */
  async end(drained: AbortSignal, leave: AbortSignal): Promise<void> {
    this.#claiming = false
    this.#stopListening()
    this.#intake.close()
    if (this.#timer !== null) clearTimeout(this.#timer)
    follow(drained, this.#stopRuns)
    follow(leave, this.#leave)
    while (this.#running.size > 0) await Promise.all(this.#running.values())
    await Promise.all(this.#rejecting)
  }

  /** See `ClaimedRuns.release`. */
  release(claimed: string, patience: AbortSignal): Promise<ReleasedRun> {
    return this.#runs.release(claimed, patience)
  }

  runs(claimed: string): boolean {
    return this.#runs.has(claimed)
  }

  #accept(candidate: Candidate, listed: Listed): void {
    this.#known.keep(listed, candidate)
    this.#schedule.add(candidate)
    if (this.#farthest === null || inLine(this.#farthest, listed) < 0) this.#farthest = listed
  }

  /** A file that came after younger ones were read is read at once: it may be the oldest of its key. */
  #isLate(next: Listed): boolean {
    if (this.#schedule.waiting === 0 && this.#running.size === 0) this.#farthest = null
    return this.#farthest !== null && inLine(next, this.#farthest) < 0
  }

  /** Takes an item up again under its new name. */
  #acceptAgain({ key, group }: Pick<Candidate, 'key' | 'group'>, listed: Listed): void {
    const { now, steadyNow } = this.#options
    this.#accept(candidateOf(listed, key, group, now(), steadyNow()), listed)
  }

  #hasSlot(group: string): boolean {
    return this.#options.slots.isFree(this.#options.name, group)
  }

  /** Lets the other half of a rename, and files found in the same breath, be heard of before anything starts. */
  #pumpSoon(): void {
    if (this.#pumpDue) return
    this.#pumpDue = true
    queueMicrotask(() => {
      this.#pumpDue = false
      for (const candidate of this.#departed) this.#known.forget(candidate)
      this.#departed = []
      this.#pump()
    })
  }

  /** The one way out of active, and of waiting for a person: what came back in line is taken up again, its key is free. */
  #over(candidate: Candidate, group: string): void {
    for (const [file, back] of this.#returning) {
      if (back.run !== candidate) continue
      this.#returning.delete(file)
      this.#acceptAgain({ key: candidate.key, group }, back.now)
    }
    this.#known.forget(candidate)
    this.#schedule.end(candidate)
  }

  #pump(): void {
    if (!this.#claiming || !this.#begun) return
    const { steadyNow, processing, slots, name } = this.#options
    slots.serve()
    for (;;) {
      const candidate = this.#schedule.take(steadyNow(), (group) => this.#hasSlot(group))
      if (candidate === null) break
      const slot = slots.take(name, candidate.group)
      let end: RunEnd = { parked: null, group: null }
      const body = this.#bodies.get(candidate.file)
      this.#bodies.delete(candidate.file)
      const ended = this.#runs.run(candidate, body, slot).then((how) => {
        end = how
      })
      const run = ended.finally(() => {
        this.#running.delete(candidate)
        const group = end.group ?? candidate.group
        // It may have been resumed already, or taken away.
        const waits = end.parked !== null && processing.get(end.parked) !== undefined
        if (waits && end.parked !== null) this.#parked.set(end.parked, { candidate, group })
        else this.#over(candidate, group)
        slot.release()
        this.#pump()
      })
      this.#running.set(candidate, run)
    }
    this.#intake.pump()
    this.#arm()
    const isFull = this.#isFull() && this.#intake.unread > 0
    if (isFull === this.#wasFull) return
    this.#wasFull = isFull
    this.#options.troubled()
  }

  #isFull(): boolean {
    return this.#schedule.waiting >= (this.#options.settings().mostKnown ?? mostKnown)
  }

  #arm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const wakeAt = this.#schedule.nextWake()
    if (wakeAt === null) return
    const waitMs = Math.min(Math.max(wakeAt - this.#options.steadyNow(), 1), longestTimerMs)
    this.#timer = setTimeout(() => this.#pump(), waitMs)
  }

  /** A claim that the disk refused keeps its key and its place, and is tried again. */
  #claimAgain(candidate: Candidate): void {
    const listed = this.#options.incoming.get(candidate.file)
    if (listed?.ms !== candidate.ms || listed.ns !== candidate.ns) return
    const notBefore = Math.max(candidate.notBefore, this.#options.steadyNow() + againMs)
    this.#accept({ ...candidate, notBefore, holdsKey: true }, listed)
  }

  async #reject(listed: Listed, sentence: string): Promise<void> {
    const { incoming, fault } = this.#options
    try {
      await rejectFile(listed, sentence, this.#options)
      fault(listed.file, null)
    } catch (error) {
      fault(listed.file, error)
      if (incoming.get(listed.file) === listed) this.#intake.again(listed)
    }
  }
}

function follow(signal: AbortSignal, controller: AbortController): void {
  if (signal.aborted) controller.abort(signal.reason)
  else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true })
}
