import type { Host } from '#shared/board'
import type { Invocation } from '#shared/invocation'
import type { StopReceipt, SupervisorStatus } from '#shared/supervisor'
import { replaceFile } from '../home/durable-write'
import type { HomePaths } from '../home/home-paths'
import type { Settings } from '../home/settings-schema'
import type { Log } from '../observe/log'
import type { RecoveryBoard } from '../observe/recovery-board'
import { removeOldInvocations } from '../observe/retention'
import { rotateLog } from '../observe/rotate'
import { recoverInvocations } from '../provider/recover-invocations'
import { type ProcessPort, sweepMarkers, systemProcesses } from '../provider/sweep'
import type { Lane, LaneWork } from '../queue/lane'
import { heartbeat } from './heartbeat'
import { housekeeping } from './housekeeping'
import { laneWorker } from './lane-task'
import type { Owner } from './owner'
import { RuntimeFile } from './runtime-file'
import type { RuntimeState } from './runtime-state'
import { Supervisor } from './supervisor'
import { isUp } from './verified-status'
import type { Worker } from './worker'

export interface HomeSupervisorOptions {
  readonly paths: HomePaths
  readonly owner: Owner
  readonly host: Host
  readonly version: string
  /** What the last owner left written down, or null. */
  readonly before: RuntimeState | null
  readonly lanes: ReadonlyMap<string, Lane>
  readonly work: LaneWork
  readonly settings: () => Settings
  readonly recovery: RecoveryBoard
  readonly log: Log
  /** Resolves when the home is ready for its first start. */
  readonly ready: () => Promise<void>
  /** Puts a heartbeat message in line. */
  readonly sendHeartbeat: () => Promise<void>
  readonly changed: () => void
  /** Told what is wrong with the state file, or null when that is over. */
  readonly stateTrouble: (error: unknown) => void
  readonly processes?: ProcessPort
}

const beatMs = 5_000
const choresMs = 10 * 60_000

/** The supervisor of one home: which workers there are, what is written down about them, and what proves a stop. */
export class HomeSupervisor {
  readonly supervisor: Supervisor
  readonly #options: HomeSupervisorOptions
  readonly #runtime: RuntimeFile
  /** Attempts some of whose processes refused to die. */
  readonly #left = new Set<string>()

  constructor(options: HomeSupervisorOptions) {
    this.#options = options
    const { paths, log, before } = options
    this.#runtime = new RuntimeFile(paths.runtime, options.stateTrouble)
    const stale = before !== null && isUp(before.state)
    this.supervisor = new Supervisor({
      initial: {
        state: stale ? 'stale' : 'stopped',
        reason: stale ? `The last owner, process ${before.pid}, ended without stopping.` : null,
      },
      prepare: () => this.#prepare(),
      drainMs: () => options.settings().drain_seconds * 1000,
      verify: () => this.#verify(),
      outcomeOf: (lane, id) => this.#outcomeOf(lane, id),
      stopped: (receipt) => void this.#stopped(receipt),
      changed: () => this.write(),
      fault: (sentence, error) => log.error('supervisor', sentence, error),
      now: Date.now,
    })
  }

  get status(): SupervisorStatus {
    return this.supervisor.status
  }

  /** Writes down the state as it is now. */
  write(): void {
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
      workers,
      receipt,
    }
    this.#runtime.write(runtime)
    this.#options.changed()
  }

  /** Some processes of an attempt refused to die: the next stop looks for them again. */
  leftBehind(invocationId: string): void {
    this.#left.add(invocationId)
  }

  /** Stops for good: the process is about to end. */
  async close(): Promise<void> {
    this.supervisor.stop()
    await this.supervisor.settled()
    await this.#runtime.settled()
  }

  /** Ends what attempts of an earlier life left running. Throws with the pids of what refuses. */
  async endLeftovers(only: (record: Invocation) => boolean): Promise<void> {
    const { left } = await this.#recovered(only)
    if (left.length > 0) throw new Error(`processes of an earlier life refuse to end: ${left.join(', ')}`)
  }

  async #prepare(): Promise<Worker[]> {
    const { lanes, work, log, recovery, changed } = this.#options
    await this.#options.ready()
    await this.endLeftovers(() => true)
    recovery.begin()
    const laneWorkers = [...lanes.values()].map((lane) =>
      laneWorker(lane, work, log, (name, recovered) => {
        recovery.add(name, recovered, Date.now())
        changed()
      }),
    )
    return [...laneWorkers, this.#housekeeping(), this.#heartbeat()]
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
            const removed = await removeOldInvocations(paths.invocations, days, Date.now(), signal)
            if (removed > 0) log.info('housekeeping', 'Old invocations were removed', { removed, days })
          },
        },
      ],
      choresMs,
    )
  }

  #heartbeat(): Worker {
    return heartbeat({
      everyMs: beatMs,
      beat: () => this.write(),
      messageEveryMs: () => this.#options.settings().monitoring.heartbeat_interval * 1000,
      sendMessage: this.#options.sendHeartbeat,
      now: Date.now,
    })
  }

  async #verify(): Promise<{ ended: number[]; left: number[] }> {
    const running = await this.#recovered(() => true)
    const again = await sweepMarkers([...this.#left], this.#sweeping)
    if (again.left.length === 0) this.#left.clear()
    return { ended: [...running.ended, ...again.ended], left: [...running.left, ...again.left] }
  }

  async #recovered(only: (record: Invocation) => boolean): Promise<Awaited<ReturnType<typeof recoverInvocations>>> {
    const { log, paths } = this.#options
    const found = await recoverInvocations(paths.invocations, { only, ...this.#sweeping })
    for (const fault of found.faults) log.error('recovery', 'A record of an earlier life could not be settled', fault)
    for (const { id, pid, startedAt, itemId } of found.lost) {
      const facts = { invocation: id, pid, item: itemId, ageMs: Date.now() - startedAt }
      log.warn('recovery', 'An attempt of an earlier life was found unfinished', facts)
    }
    if (found.ended.length > 0) log.warn('recovery', 'Processes of an earlier life were ended', { pids: found.ended })
    for (const record of found.lost) if (found.left.length > 0) this.#left.add(record.id)
    return found
  }

  get #sweeping(): { processes: ProcessPort } {
    return { processes: this.#options.processes ?? systemProcesses }
  }

  #outcomeOf(laneName: string, id: string): StopReceipt['items'][number]['outcome'] {
    const lane = this.#options.lanes.get(laneName)
    if (lane?.find(id)?.folder === 'processing') return 'left'
    return lane?.record.notes(id)?.status === 'pending' ? 'back_in_line' : 'finished'
  }

  async #stopped(receipt: StopReceipt): Promise<void> {
    const { log, paths } = this.#options
    log.info('supervisor', 'The supervisor was stopped', { receipt })
    try {
      await replaceFile(paths.receipt, `${JSON.stringify(receipt, null, 2)}\n`)
    } catch (error) {
      log.error('supervisor', 'The receipt of the stop could not be written', error)
    }
  }
}
