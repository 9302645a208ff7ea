import { type IncomingMessage, summaryOf } from '#shared/message'
import type { ActiveItem } from '../supervise/worker'
import { Breather } from './breather'
import type { FolderIndex } from './folder-index'
import { inspectFile, orderingKey } from './inspect'
import { againMs, candidateOf, Intake } from './intake'
import { KnownItems } from './known-items'
import type { LaneMoves } from './lane-moves'
import type { LaneRecord } from './lane-record'
import type { LaneSettings } from './lane-settings'
import { rejectFile } from './reject-file'
import { runItem } from './run-item'
import { type Candidate, Schedule } from './schedule'
import type { Listed } from './sliced-scan'
import type { Slots } from './slots'
import type { GroupOf, Work, Working } from './work'

export interface LaneWorkerOptions {
  readonly name: string
  readonly moves: LaneMoves
  readonly record: LaneRecord
  readonly incoming: FolderIndex
  readonly processing: FolderIndex
  readonly slots: Slots
  readonly settings: () => LaneSettings
  readonly groupOf: GroupOf
  readonly work: Work
  readonly now: () => number
  readonly working: (file: string, now: Working | null) => void
  /** A fault of the machine that the lane outlives, with what it is about; null when that one is over. */
  readonly fault: (about: string, error: unknown) => void
}

/** One item being worked on. */
interface OneRun {
  readonly abort: AbortController
  readonly ended: Promise<void>
  readonly since: number
  readonly id: string
  readonly title: string
}

/** Candidates known to be able to start are read this far ahead of the free slots. */
const lookAhead = 32

/**
 * Works on one lane: takes items in when they may start, runs them and sees each out of `active` again. Every way out of
 * active goes through the `finally` of `#run`, so no slot and no key can be lost. Driven by events: index changes, ended
 * runs, freed slots and one timer for the next not-before.
 */
export class LaneWorker {
  readonly #options: LaneWorkerOptions
  readonly #schedule = new Schedule()
  readonly #intake: Intake
  readonly #bodies = new Map<string, { listed: Listed; message: IncomingMessage }>()
  readonly #running = new Map<Candidate, Promise<void>>()
  readonly #rejecting = new Set<Promise<void>>()
  readonly #known = new KnownItems()
  /** Items whose names are gone; whether they only got another name shows before the next pump. */
  #departed: Candidate[] = []
  #pumpDue = false
  /** By their names in `processing`: how to end a single run. */
  readonly #runs = new Map<string, OneRun>()
  readonly #stopRuns = new AbortController()
  readonly #leave = new AbortController()
  readonly #stopListening: () => void
  #claiming = true
  #begun = false
  #timer: NodeJS.Timeout | null = null

  constructor(options: LaneWorkerOptions) {
    this.#options = options
    this.#intake = new Intake({
      folder: options.moves.files.paths.incoming,
      settings: options.settings,
      groupOf: options.groupOf,
      now: options.now,
      wantsMore: () =>
        options.slots.hasRoom(options.name) && this.#schedule.ready((group) => this.#hasSlot(group)) < lookAhead,
      accept: (candidate, listed, inspection) => {
        options.fault(listed.file, null)
        this.#accept(candidate, listed)
        if (this.#bodies.size < lookAhead) this.#bodies.set(candidate.file, { listed, message: inspection.message })
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

  /** Takes in what waits, and starts to work once all of it stands in line: the oldest may be the last to be found. */
  async begin(): Promise<void> {
    const breather = new Breather()
    let taken = 0
    for (const listed of this.#options.incoming.values()) {
      if (++taken % 256 === 0) await breather.pause()
      if (this.#options.incoming.get(listed.file) === listed && !this.#intake.has(listed)) this.#intake.add(listed)
    }
    this.#begun = true
    this.#pump()
  }

  /** What is being worked on now. */
  get active(): ActiveItem[] {
    const lane = this.#options.name
    return [...this.#runs.values()].map(({ id, title, since }) => ({ lane, id, title, since }))
  }

  /** Tells the worker of a difference in `incoming`. */
  changed(before: Listed | null, now: Listed | null): void {
    const file = now?.file ?? before?.file
    if (file === undefined || !this.#claiming) return
    if (now === null) this.#options.fault(file, null)
    this.#schedule.remove(file)
    this.#bodies.delete(file)
    const gone = before === null ? null : this.#known.find(before)
    if (gone !== null && !this.#running.has(gone)) this.#departed.push(gone)
    const known = now === null ? null : this.#known.find(now)
    if (now === null || known !== null) this.#intake.remove(file)
    if (now !== null && known !== null) this.#accept(candidateOf(now, known.key, known.group, this.#options.now()), now)
    else if (now !== null) this.#intake.add(now)
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

  /** Ends the run of one item, which then goes back in line. False when it does not run here. */
  async release(claimed: string): Promise<boolean> {
    const run = this.#runs.get(claimed)
    if (run === undefined) return false
    run.abort.abort(new Error('The item was released.'))
    await run.ended
    return true
  }

  runs(claimed: string): boolean {
    return this.#runs.has(claimed)
  }

  #accept(candidate: Candidate, listed: Listed): void {
    this.#known.keep(listed, candidate)
    this.#schedule.add(candidate)
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

  #pump(): void {
    if (!this.#claiming || !this.#begun) return
    const { now } = this.#options
    for (;;) {
      const candidate = this.#schedule.take(now(), (group) => this.#hasSlot(group))
      if (candidate === null) break
      const release = this.#options.slots.take(this.#options.name, candidate.group)
      const run = this.#run(candidate).finally(() => {
        this.#running.delete(candidate)
        this.#known.forget(candidate)
        this.#schedule.end(candidate)
        release()
        this.#pump()
      })
      this.#running.set(candidate, run)
    }
    this.#intake.pump()
    this.#arm()
  }

  #arm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const wakeAt = this.#schedule.nextWake()
    if (wakeAt === null) return
    const waitMs = Math.min(Math.max(wakeAt - this.#options.now(), 1), 60_000)
    this.#timer = setTimeout(() => this.#pump(), waitMs)
  }

  async #run(candidate: Candidate): Promise<void> {
    const { moves, incoming, processing, record, fault } = this.#options
    const body = this.#bodies.get(candidate.file)
    this.#bodies.delete(candidate.file)
    const abort = new AbortController()
    const ended = Promise.withResolvers<void>()
    let claimed: string | null = null
    let started = false
    try {
      claimed = await moves.claim(candidate.file)
      fault(candidate.file, null)
      if (claimed === null) {
        incoming.lookAt(candidate.file)
        return
      }
      const listed = processing.get(claimed) ?? processing.lookAt(claimed)
      if (listed === null) return
      const identity = record.identify(claimed, true, listed)
      const { id, stem } = identity
      const run = { abort, ended: ended.promise, since: this.#options.now(), id, title: stem }
      // From here on it is active, and to be released by ending this run only.
      this.#runs.set(claimed, run)
      const message = await this.#messageOf(claimed, listed, candidate, body)
      if (message === null) {
        this.#known.forget(candidate)
        await moves.giveBack(claimed, {})
        return
      }
      record.tell(identity, {
        kind: 'claimed',
        status: 'active',
        text: `Claimed (attempt ${identity.attempt})`,
        message,
      })
      this.#runs.set(claimed, { ...run, title: summaryOf(message).text || stem })
      const file = claimed
      const stop = AbortSignal.any([this.#stopRuns.signal, abort.signal])
      started = true
      await runItem(claimed, identity, candidate.key, message, stop, {
        moves,
        record,
        work: this.#options.work,
        settings: this.#options.settings(),
        now: this.#options.now,
        working: this.#options.working,
        hold: (held) => processing.hold(held),
        release: (held) => processing.release(held),
        diskRefuses: (error) => fault(file, error),
        leaving: this.#leave.signal,
      })
    } catch (error) {
      fault(claimed ?? candidate.file, error)
      if (claimed === null) this.#claimAgain(candidate)
      else if (!started) await this.#giveBackUnread(candidate, claimed)
    } finally {
      if (claimed !== null) {
        this.#runs.delete(claimed)
        this.#options.working(claimed, null)
      }
      ended.resolve()
    }
  }

  /** A claim that the disk refused keeps its key and its place, and is tried again. */
  #claimAgain(candidate: Candidate): void {
    const listed = this.#options.incoming.get(candidate.file)
    if (listed?.ms !== candidate.ms || listed.ns !== candidate.ns) return
    const notBefore = Math.max(candidate.notBefore, this.#options.now() + againMs)
    this.#accept({ ...candidate, notBefore, holdsKey: true }, listed)
  }

  /** What was claimed and cannot be read goes back; the intake finds out when it can be read again. */
  async #giveBackUnread(candidate: Candidate, claimed: string): Promise<void> {
    this.#known.forget(candidate)
    await this.#options.moves.giveBack(claimed, {}).catch((error) => this.#options.fault(claimed, error))
  }

  /** The claimed item's message, or null when the file changed since it was scheduled and must be looked at anew. */
  async #messageOf(
    claimed: string,
    listed: Listed,
    candidate: Candidate,
    body: { listed: Listed; message: IncomingMessage } | undefined,
  ): Promise<IncomingMessage | null> {
    if (listed.ms !== candidate.ms || listed.ns !== candidate.ns) return null
    if (body !== undefined && body.listed.bytes === listed.bytes && body.listed.inode === listed.inode)
      return body.message
    const { moves, settings } = this.#options
    const inspection = await inspectFile(moves.files.paths.processing, claimed, settings().itemBytes)
    if (inspection.kind !== 'item' || orderingKey(inspection.message) !== candidate.key) return null
    return inspection.message
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
