import type { Host } from '#shared/board'
import type { Invocation } from '#shared/invocation'
import type { EndedProcess, SupervisorStatus } from '#shared/supervisor'
import type { HomePaths } from '../ground/home-paths'
import type { KeptFiles } from '../ground/kept-files'
import { settledOr } from '../ground/settled-or'
import type { Worker } from '../ground/worker'
import type { Lane, LaneWork } from '../lane/lane'
import type { Recovered } from '../lane/recovery'
import { type Ended, type ProcessPort, systemProcesses } from '../provider/sweep'
import type { Log } from '../record/log'
import { removeOldInvocations } from '../record/retention'
import { rotateLog } from '../record/rotate'
import type { Settings } from '../settings/settings-schema'
import { type CronsOptions, crons } from './crons'
import type { EarlierLife } from './earlier-life'
import { EndedProcesses } from './ended-processes'
import { heartbeat } from './heartbeat'
import { type HomeTrouble, unwrittenState } from './home-trouble'
import { housekeeping, seldom } from './housekeeping'
import { laneWorker } from './lane-task'
import { type CutShort, LastLook } from './last-look'
import { withOrphan } from './orphans'
import { outcomeOf } from './outcome-of'
import type { Owner } from './owner'
import type { RecoveryBoard } from './recovery-board'
import { RuntimeFile } from './runtime-file'
import type { RuntimeState } from './runtime-state'
import { Supervisor } from './supervisor'
import { dayMs, leapWords, TidyClock } from './tidy-clock'

export interface HomeSupervisorOptions {
  readonly paths: HomePaths
  readonly kept: KeptFiles
  readonly owner: Owner
  readonly host: Host
  readonly version: string
  readonly earlier: EarlierLife
  /** The lanes there are now; `lanesChanged` is called when others come. */
  readonly lanes: () => ReadonlyMap<string, Lane>
  /** How a lane is worked on now, or null when nobody works on it. Asked for each item, so an edit counts for the next one. */
  readonly workOf: (lane: string) => LaneWork | null
  readonly settings: () => Settings
  readonly recovery: RecoveryBoard
  readonly log: Log
  /** Resolves when the home is ready for its first start. */
  readonly ready: () => Promise<void>
  /** Each removes what ended, or left its lane, before a moment, and answers how many. */
  readonly removeOldRuns: (before: number, signal: AbortSignal) => Promise<number>
  readonly removeOldHistory: (before: number, signal: AbortSignal) => Promise<number>
  /** Puts a heartbeat message in line. */
  readonly sendHeartbeat: () => Promise<void>
  readonly crons?: CronsOptions
  readonly changed: () => void
  /** Files of this owner had to be put back. */
  readonly restored: () => void
  /** Told what is wrong with the state file, or null when that is over. */
  readonly stateTrouble: (trouble: HomeTrouble | null) => void
  readonly processes?: ProcessPort
  /** How often the owner writes down that it lives, in ms; 5 s. */
  readonly beatMs?: number
}

const beatMs = 5_000
const choresMs = 10 * 60_000

/** The supervisor of one home: which workers there are, what is written down about them, and what proves a stop. */
export class HomeSupervisor {
  readonly supervisor: Supervisor
  readonly #options: HomeSupervisorOptions
  readonly #runtime: RuntimeFile
  readonly #receipt: RuntimeFile
  readonly #look: LastLook
  readonly #ended = new EndedProcesses()
  readonly #tidyClock: TidyClock
  /** What the last start found of agents of an earlier life, by the file of their item. */
  #orphans: ReadonlyMap<string, string> = new Map()

  constructor(options: HomeSupervisorOptions) {
    this.#options = options
    const { paths, log, earlier } = options
    this.#tidyClock = new TidyClock(earlier.tidiedAt, (aheadMs) => log.warn('housekeeping', leapWords(aheadMs)))
    this.#runtime = new RuntimeFile(paths.runtime, (error) => {
      if (error !== null) log.error('runtime', 'The state file could not be written', error)
      // Once the home is lost that is what is told, whatever becomes of a write that was under way.
      if (this.supervisor.forbidden !== null) return
      options.stateTrouble(error === null ? null : unwrittenState(error, paths.root))
    })
    const unwritten = (error: unknown): void => {
      if (error !== null) log.error('supervisor', 'The receipt of the stop could not be written', error)
    }
    this.#receipt = options.kept.add(new RuntimeFile(paths.receipt, unwritten))
    this.#look = new LastLook(paths.invocations, options.processes ?? systemProcesses, earlier, log, options.settings)
    this.supervisor = new Supervisor({
      initial: earlier.initial,
      prepare: (signal) => this.#prepare(signal),
      drainMs: () => options.settings().drain_seconds * 1000,
      endedSince: (at) => this.#ended.since(at),
      verify: async () => {
        // The records of a home that is not ours any more tell of the attempts of whoever has it now.
        const mine = this.supervisor.forbidden === null
        const { ended, left } = mine ? await this.#look.end() : await this.#look.left.end()
        return { ended: namedBy(ended, 'stop'), left, named: await this.#look.named(left), reach: this.#look.reach }
      },
      outcomeOf: (lane, id) => outcomeOf(options.lanes().get(lane), id),
      stopped: (receipt) => {
        log.info('supervisor', 'The supervisor was stopped', { receipt })
        if (this.supervisor.forbidden === null) this.#receipt.write(receipt)
      },
      changed: () => this.write(),
      fault: (sentence, error) => log.error('supervisor', sentence, error),
      now: Date.now,
    })
  }

  get status(): SupervisorStatus {
    return this.supervisor.status
  }

  /**
   * To be called when lanes came, or lost or regained their work: while the supervisor is up, each lane that has work gets
   * its worker, and the worker of one that has none any more is drained and ended. A lane must be open, and what it
   * published be in the history, before it is among `lanes`.
   */
  lanesChanged(): void {
    this.supervisor.want(this.#workers())
  }

  /** Files of this owner had been removed: its state is among them, and the host has some of its own. */
  restored(): void {
    this.write()
    this.#options.restored()
  }

  /** The home is another's now, or gone: nothing of it runs here any more, and nothing is written into it. */
  disowned(why: string | null): void {
    this.supervisor.forbid(why)
    this.#options.stateTrouble(why === null ? null : { sentence: why, nextStep: null })
    if (why === null) this.restored()
  }

  /** Writes down the state as it is now. */
  write(): void {
    this.#options.changed()
    if (this.supervisor.forbidden !== null) return
    const { owner, host, version } = this.#options
    const { state, since, reason, workers, receipt } = this.supervisor.status
    const { instance, pid } = owner
    const runtime: RuntimeState = {
      instance,
      pid,
      host,
      version,
      state,
      since,
      reason,
      beatAt: Date.now(),
      tidiedAt: this.#tidyClock.now(),
      workers,
      receipt,
      left: this.#look.left.all,
    }
    this.#runtime.write(runtime)
  }

  /** Some processes of an attempt refused to die: the next stop looks for them again. */
  leftBehind(invocationId: string, pids: readonly number[]): void {
    const fault = (error: unknown): void =>
      this.#options.log.error('supervisor', 'What refused to end could not be looked at', error, { invocationId, pids })
    this.#look.left.add([invocationId], pids).then(() => this.write(), fault)
  }

  /** Some processes of an attempt did not end by themselves: a stop under way tells of them. */
  ended(processes: readonly Ended[]): void {
    this.#ended.add(namedBy(processes, 'run'), Date.now())
  }

  /** Resolves when what was asked for so far is so, or was found impossible, and is written down. */
  async settled(): Promise<void> {
    await this.supervisor.settled()
    await this.#runtime.settled()
    await this.#receipt.settled()
  }

  /** Stops for good: the process is about to end. */
  async close(): Promise<void> {
    await this.supervisor.close()
    await this.settled()
  }

  /** Throws what the stop left; everything has been let go of all the same. */
  assertStopped(): void {
    const { state, reason } = this.status
    if (state === 'stop_failed') throw new Error(`The stop left something running. ${reason ?? ''}`.trim())
  }

  /** What was found of the program of an item when an earlier life was cut short. */
  cutShort(lane: string, itemFile: string): CutShort {
    return this.#look.cutShortOf(`${lane}/${itemFile}`)
  }

  /** Ends what attempts of an earlier life left running. Throws with the pids of what refuses. */
  async endLeftovers(only: (record: Invocation) => boolean): Promise<void> {
    const { left } = await this.#look.recovered(only)
    if (left.length > 0) throw new Error(`processes of an earlier life refuse to end: ${left.join(', ')}`)
  }

  async #prepare(signal: AbortSignal): Promise<Worker[]> {
    const { recovery } = this.#options
    await settledOr(signal, this.#options.ready())
    if (signal.aborted) return []
    const { left, orphans } = await this.#look.end()
    if (left.length > 0) throw new Error(`processes of an earlier life refuse to end: ${left.join(', ')}`)
    // A later start may be at work by now.
    if (signal.aborted) return []
    recovery.begin()
    this.#orphans = orphans
    return this.#workers()
  }

  #workers(): Worker[] {
    const { lanes, workOf, log, recovery, changed, beatMs } = this.#options
    const report = (name: string, recovered: readonly Recovered[]): void => {
      const rows = recovered.map((row) => withOrphan(row, this.#orphans.get(row.file)))
      recovery.add(name, rows, Date.now())
      changed()
    }
    const laneWorkers = [...lanes().values()].flatMap((lane) => {
      const work = workOf(lane.name)
      if (work === null) return []
      const now = (): LaneWork => workOf(lane.name) ?? work
      const live: LaneWork = {
        groupOf: (message) => now().groupOf(message),
        work: (item, signal, working) => now().work(item, signal, working),
      }
      return [laneWorker(lane, live, log, report, beatMs)]
    })
    const { crons: clocks } = this.#options
    const clocked = clocks === undefined || clocks.queues().length === 0 ? [] : [crons(clocks)]
    return [...laneWorkers, ...clocked, this.#housekeeping(), this.#heartbeat()]
  }

  #housekeeping(): Worker {
    const { paths, log, settings } = this.#options
    return housekeeping(
      [
        {
          name: 'log rotation',
          run: async () => {
            const { log_bytes, log_files } = settings().retention
            if (await rotateLog(paths.log, log_bytes, log_files)) log.info('housekeeping', 'The log was rotated')
          },
        },
        {
          name: 'retention of invocations',
          run: async (signal) => {
            const days = settings().retention.invocations_days
            const removed = await removeOldInvocations(paths.invocations, days, this.#tidyClock.now(), signal)
            if (removed > 0) log.info('housekeeping', 'Old invocations were removed', { removed, days })
          },
        },
        {
          name: 'retention of runs',
          run: async (signal) => {
            const days = settings().retention.runs_days
            const removed = await this.#options.removeOldRuns(this.#tidyClock.now() - days * dayMs, signal)
            if (removed > 0) log.info('housekeeping', 'Old runs were removed', { removed, days })
          },
        },
        seldom(
          {
            name: 'retention of the history',
            run: async (signal) => {
              const days = settings().retention.history_days
              const removed = await this.#options.removeOldHistory(this.#tidyClock.now() - days * dayMs, signal)
              if (removed > 0) log.info('housekeeping', 'Old items were removed from the history', { removed, days })
            },
          },
          dayMs,
          () => performance.now(),
        ),
      ],
      choresMs,
    )
  }

  #heartbeat(): Worker {
    return heartbeat({
      everyMs: this.#options.beatMs ?? beatMs,
      beat: () => this.write(),
      messageEveryMs: () => this.#options.settings().monitoring.heartbeat_interval * 1000,
      sendMessage: this.#options.sendHeartbeat,
      now: Date.now,
    })
  }
}

function namedBy(ended: readonly Ended[], by: EndedProcess['by']): EndedProcess[] {
  return ended.map(({ pid, command, signal, attempt }) => ({ pid, command, signal, by, invocationId: attempt }))
}
