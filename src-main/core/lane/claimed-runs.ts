import type { IncomingMessage } from '#shared/message'
import { Canceled } from '../ground/canceled'
import { settledOr } from '../ground/settled-or'
import type { ActiveItem } from '../ground/worker'
import type { LaneWorkerOptions } from './lane-worker-options'
import { readItem } from './read-item'
import { type RunEnd, runItem } from './run-item'
import type { Candidate } from './schedule'
import type { Listed } from './sliced-scan'
import type { TakenSlot } from './taken-slot'

/** The body of an item as it was read when it was scheduled. */
export interface Body {
  readonly listed: Listed
  readonly message: IncomingMessage
}

/** One item being worked on. */
interface OneRun {
  readonly abort: AbortController
  readonly ended: Promise<void>
  readonly since: number
  readonly id: string
  readonly title: string
}

export type ReleasedRun = 'ended' | 'does not end' | 'not run here'

export interface ClaimedRunsOptions {
  readonly lane: LaneWorkerOptions
  /** Aborts when running items must end. */
  readonly stop: AbortSignal
  /** Aborts when moves the disk refuses must be left to recovery. */
  readonly leave: AbortSignal
  /** The file is not what was scheduled: what is known of it does not hold. */
  readonly changed: (candidate: Candidate) => void
  /** The claim was refused by the disk, and must be tried again. */
  readonly refused: (candidate: Candidate) => void
}

const nothingLeft: RunEnd = { parked: null, group: null }

/** The claimed items of a lane: claims each, runs it, and sees it out of `processing` again. */
export class ClaimedRuns {
  readonly #options: ClaimedRunsOptions
  /** By their names in `processing`. */
  readonly #runs = new Map<string, OneRun>()

  constructor(options: ClaimedRunsOptions) {
    this.#options = options
    const { stop } = options
    // One ear for all runs: a signal joined of two for each would cost more than the rest of its bookkeeping.
    stop.addEventListener('abort', () => {
      for (const { abort } of this.#runs.values()) abort.abort(stop.reason)
    })
  }

  /** What is being worked on now. */
  get active(): ActiveItem[] {
    const lane = this.#options.lane.name
    return [...this.#runs.values()].map(({ id, title, since }) => ({ lane, id, title, since }))
  }

  has(claimed: string): boolean {
    return this.#runs.has(claimed)
  }

  /** Tells the run of one item to end, upon which the item goes back in line, and waits for that until `patience` aborts. */
  async release(claimed: string, patience: AbortSignal): Promise<ReleasedRun> {
    const run = this.#runs.get(claimed)
    if (run === undefined) return 'not run here'
    run.abort.abort(new Canceled('The item was released.'))
    await settledOr(patience, run.ended)
    return this.#runs.has(claimed) ? 'does not end' : 'ended'
  }

  /** Claims an item and works on it to its end. Never rejects. */
  async run(candidate: Candidate, body: Body | undefined, slot: TakenSlot): Promise<RunEnd> {
    const { moves, incoming, processing, record, fault, now, working } = this.#options.lane
    const abort = new AbortController()
    const ended = Promise.withResolvers<void>()
    let claimed: string | null = null
    let started = false
    try {
      claimed = await moves.claim(candidate.file)
      fault(candidate.file, null)
      if (claimed === null) {
        incoming.lookAt(candidate.file)
        return nothingLeft
      }
      const listed = processing.get(claimed) ?? processing.lookAt(claimed)
      if (listed === null) return nothingLeft
      const identity = record.identify(claimed, true, listed)
      const run = { abort, ended: ended.promise, since: now(), id: identity.id, title: identity.stem }
      // From here on it is active, and to be released by ending this run only.
      this.#runs.set(claimed, run)
      const message = await this.#messageOf(claimed, listed, candidate, body)
      if (message === null) {
        this.#options.changed(candidate)
        await moves.giveBack(claimed, {})
        return nothingLeft
      }
      const text = `Claimed (attempt ${identity.attempt})`
      record.tell(identity, { kind: 'claimed', status: 'active', text, message })
      this.#runs.set(claimed, { ...run, title: record.summary(identity.id)?.text || identity.stem })
      started = true
      if (this.#options.stop.aborted) abort.abort(this.#options.stop.reason)
      return await this.#work(claimed, identity, candidate, message, abort.signal, slot)
    } catch (error) {
      fault(claimed ?? candidate.file, error)
      if (claimed === null) this.#options.refused(candidate)
      else if (!started) await this.#giveBackUnread(candidate, claimed)
      return nothingLeft
    } finally {
      if (claimed !== null) {
        this.#runs.delete(claimed)
        working(claimed, null)
      }
      ended.resolve()
    }
  }

  #work(
    claimed: string,
    identity: Parameters<typeof runItem>[1],
    candidate: Candidate,
    message: IncomingMessage,
    ending: AbortSignal,
    room: TakenSlot,
  ): Promise<RunEnd> {
    const { moves, processing, record, work, settings, now, working, fault, afterFailed } = this.#options.lane
    return runItem(claimed, identity, candidate.key, message, ending, {
      moves,
      record,
      work,
      room,
      settings: settings(),
      now,
      working,
      hold: (held) => processing.hold(held),
      release: (held) => processing.release(held),
      diskRefuses: (error) => fault(claimed, error),
      afterFailed,
      leaving: this.#options.leave,
    })
  }

  /** What was claimed and cannot be read goes back; the intake finds out when it can be read again. */
  async #giveBackUnread(candidate: Candidate, claimed: string): Promise<void> {
    const { moves, fault } = this.#options.lane
    this.#options.changed(candidate)
    await moves.giveBack(claimed, {}).then(
      () => fault(claimed, null),
      (error) => fault(claimed, error),
    )
  }

  /** The claimed item's message, or null when the file changed since it was scheduled and must be looked at anew. */
  async #messageOf(
    claimed: string,
    listed: Listed,
    candidate: Candidate,
    body: Body | undefined,
  ): Promise<IncomingMessage | null> {
    if (listed.ms !== candidate.ms || listed.ns !== candidate.ns) return null
    if (body !== undefined && body.listed.bytes === listed.bytes && body.listed.inode === listed.inode) {
      return body.message
    }
    const { moves, reading, settings } = this.#options.lane
    const inspection = await readItem(reading, moves.files.paths.processing, claimed, true, settings().itemBytes)
    if (inspection.kind !== 'item' || reading.keyOf(inspection.message) !== candidate.key) return null
    return inspection.message
  }
}
