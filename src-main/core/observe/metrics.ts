import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Attention, Board } from '#shared/board'
import type { Invocation } from '#shared/invocation'
import type { ItemEvent } from '#shared/item'
import { faultText } from '../ground/fault-code'
import type { Log } from '../record/log'
import type { Settings } from '../settings/settings-schema'
import { MetricsCounts } from './metrics-counts'
import { nowFamilies } from './metrics-now'
import { MetricsServer } from './metrics-server'
import { metricsText } from './metrics-text'

export interface MetricsOptions {
  readonly board: () => Board
  readonly settings: () => Settings
  readonly log: Log
  /** Told that `trouble` may have changed. */
  readonly changed: () => void
}

/** Counts what happens in a home, and serves it where the settings ask for that. Edits of the settings take effect live. */
export class Metrics implements AsyncDisposable {
  readonly #options: MetricsOptions
  readonly #counts = new MetricsCounts()
  #served: {
    readonly port: number
    readonly server: MetricsServer
    readonly delay: ReturnType<typeof monitorEventLoopDelay>
  } | null = null
  #trouble: string | null = null
  #applying: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: MetricsOptions) {
    this.#options = options
  }

  /** Why what the settings ask for is not served. */
  get attention(): Attention[] {
    if (this.#trouble === null) return []
    const nextStep = 'Name another port under metrics in config.yaml; it takes effect when saved.'
    return [{ id: 'metrics', level: 'warning', sentence: this.#trouble, nextStep, lane: null, itemId: null }]
  }

  /** Where it is served, or null. */
  get port(): number | null {
    return this.#served?.server.port ?? null
  }

  told(event: ItemEvent): void {
    this.#counts.told(event)
  }

  progressed(invocation: Invocation): void {
    this.#counts.progressed(invocation)
  }

  /** Makes it as the settings ask for now. A port that cannot be had is told, and nothing else depends on it. */
  apply(): Promise<void> {
    this.#applying = this.#applying.then(() => this.#apply())
    return this.#applying
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    await this.apply()
  }

  async #apply(): Promise<void> {
    const { enabled, port } = this.#options.settings().metrics
    const wanted = enabled && !this.#closed ? port : null
    if (this.#served !== null && this.#served.port === wanted) return
    await this.#end()
    const before = this.#trouble
    this.#trouble = null
    if (wanted !== null) await this.#begin(wanted)
    if (before !== this.#trouble) this.#options.changed()
  }

  async #begin(port: number): Promise<void> {
    const { log } = this.#options
    try {
      const server = await MetricsServer.listen(port, () => this.#text())
      const delay = monitorEventLoopDelay()
      delay.enable()
      this.#served = { port, server, delay }
      log.info('metrics', 'Metrics are served', { address: `http://127.0.0.1:${server.port}/metrics` })
    } catch (error) {
      log.error('metrics', 'Metrics cannot be served', error, { port })
      this.#trouble = `Metrics cannot be served on port ${port}: ${faultText(error)}.`
    }
  }

  async #end(): Promise<void> {
    const served = this.#served
    this.#served = null
    served?.delay.disable()
    await served?.server[Symbol.asyncDispose]()
  }

  #text(): string {
    const board = this.#options.board()
    const lanes = board.lanes.map((lane) => lane.name)
    const { rss, heapUsed } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    const now = nowFamilies({
      board,
      slots: this.#options.settings().limits.max_concurrent,
      process: {
        residentBytes: rss,
        heapBytes: heapUsed,
        cpuSeconds: (user + system) / 1e6,
        startedAtSeconds: Math.round(performance.timeOrigin) / 1000,
      },
      delay: this.#delay(),
    })
    return metricsText([...now, ...this.#counts.families(lanes)])
  }

  /** Since the last reading. */
  #delay(): { median: number; p99: number; most: number } {
    const delay = this.#served?.delay
    if (delay === undefined || delay.count === 0) return { median: 0, p99: 0, most: 0 }
    const found = { median: delay.percentile(50) / 1e9, p99: delay.percentile(99) / 1e9, most: delay.max / 1e9 }
    delay.reset()
    return found
  }
}
