import { type IncomingMessage, summaryOf } from '#shared/message'
import type { ActiveItem } from '../supervise/worker'
import type { FolderIndex } from './folder-index'
import { inspectFile, orderingKey } from './inspect'
import { Intake } from './intake'
import type { LaneMoves } from './lane-moves'
import type { LaneRecord } from './lane-record'
import type { LaneSettings } from './lane-settings'
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
  /** A fault of the machine that the lane outlives; null when the last one is over. */
  readonly fault: (error: unknown) => void
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
  readonly #running = new Map<string, Promise<void>>()
  /** By their names in `processing`: how to end a single run. */
  readonly #runs = new Map<string, OneRun>()
  readonly #stopRuns = new AbortController()
  readonly #leave = new AbortController()
  readonly #stopListening: () => void
  #claiming = true
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
        this.#schedule.add(candidate)
        if (this.#bodies.size < lookAhead) this.#bodies.set(candidate.file, { listed, message: inspection.message })
      },
      reject: (listed, sentence) => void this.#reject(listed, sentence),
      progressed: () => this.#pump(),
      failed: (_listed, error) => options.fault(error),
    })
    this.#stopListening = options.slots.onRoom(() => this.#pump())
    for (const listed of options.incoming.inLine()) this.#intake.add(listed)
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
    this.#schedule.remove(file)
    this.#bodies.delete(file)
    if (now === null) this.#intake.remove(file)
    else this.#intake.add(now)
    this.#pump()
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

  #hasSlot(group: string): boolean {
    return this.#options.slots.isFree(this.#options.name, group)
  }

  #pump(): void {
    if (!this.#claiming) return
    const { now } = this.#options
    for (;;) {
      const candidate = this.#schedule.take(now(), (group) => this.#hasSlot(group))
      if (candidate === null) break
      const release = this.#options.slots.take(this.#options.name, candidate.group)
      const run = this.#run(candidate).finally(() => {
        this.#running.delete(candidate.file)
        this.#schedule.end(candidate.file)
        release()
        this.#pump()
      })
      this.#running.set(candidate.file, run)
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
    const { moves, processing, record, fault } = this.#options
    const body = this.#bodies.get(candidate.file)
    this.#bodies.delete(candidate.file)
    const abort = new AbortController()
    const ended = Promise.withResolvers<void>()
    let claimed: string | null = null
    try {
      claimed = await moves.claim(candidate.file)
      if (claimed === null) return
      const listed = processing.lookAt(claimed)
      if (listed === null) return
      const message = await this.#messageOf(claimed, listed, candidate, body)
      if (message === null) {
        await moves.giveBack(claimed, {})
        return
      }
      const identity = record.identify(claimed, true, listed)
      record.tell(identity, {
        kind: 'claimed',
        status: 'active',
        text: `Claimed (attempt ${identity.attempt})`,
        message,
      })
      const title = summaryOf(message).text || identity.stem
      this.#runs.set(claimed, { abort, ended: ended.promise, since: this.#options.now(), id: identity.id, title })
      const stop = AbortSignal.any([this.#stopRuns.signal, abort.signal])
      await runItem(claimed, identity, candidate.key, message, stop, {
        moves,
        record,
        work: this.#options.work,
        settings: this.#options.settings(),
        now: this.#options.now,
        working: this.#options.working,
        diskRefuses: fault,
        leaving: this.#leave.signal,
      })
    } catch (error) {
      fault(error)
    } finally {
      if (claimed !== null) {
        this.#runs.delete(claimed)
        this.#options.working(claimed, null)
      }
      ended.resolve()
    }
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
    const { moves, record, now, fault } = this.#options
    try {
      const identity = record.identify(listed.file, false, listed)
      const nextStep = 'Mend the file and drop it again.'
      const rejected = await moves.reject(listed.file, { at: now(), sentence, nextStep })
      if (rejected !== null)
        record.tell(identity, { kind: 'rejected', status: 'rejected', text: sentence, reason: sentence })
    } catch (error) {
      fault(error)
    }
  }
}

function follow(signal: AbortSignal, controller: AbortController): void {
  if (signal.aborted) controller.abort(signal.reason)
  else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true })
}
