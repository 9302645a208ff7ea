import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decision } from '#shared/decision'
import { OutgoingMessage } from '#shared/message'
import type { RunDetail, RunRow } from '#shared/run'
import { Changes } from '../../core/ground/changes'
import { type HomePaths, homePaths } from '../../core/ground/home-paths'
import { enqueueItem } from '../../core/lane/drop'
import { resultOf } from '../../core/lane/failure-notice'
import { Lane } from '../../core/lane/lane'
import { Slots } from '../../core/lane/slots'
import type { Work } from '../../core/lane/work'
import { ConversationTurns } from '../../core/orchestrate/conversation-turns'
import { agentInvoker, type InvokeOptions } from '../../core/orchestrate/invoke-agent'
import { Runs } from '../../core/orchestrate/runs'
import { workOnMessages } from '../../core/orchestrate/work-on-message'
import { closedGate } from '../../core/provider/gate'
import { History } from '../../core/record/history'
import type { Log } from '../../core/record/log'
import type { Effective } from '../../core/settings/settings'
import { WorkflowLimits, type WorkflowSpec } from '../../core/settings/workflow/workflow-spec'
import { effectiveOf, type TestRunsOptions } from './test-effective'

const quiet: Log = { info: () => {}, warn: () => {}, error: () => {}, close: async () => {} }

/** Runs of a home of their own, driven by real lanes, with agents that are real processes. */
export class TestRuns implements AsyncDisposable {
  readonly root: string
  readonly paths: HomePaths
  readonly options: TestRunsOptions
  readonly faults: string[] = []
  readonly changes = new Changes()
  readonly history: History
  readonly lanes: ReadonlyMap<string, Lane>
  readonly runs: Runs
  readonly turns: ConversationTurns
  readonly slots: Slots
  readonly #life = new AbortController()
  #effective: Effective

  private constructor(root: string, options: TestRunsOptions) {
    this.root = root
    this.options = options
    this.paths = homePaths(root)
    this.#effective = effectiveOf(this.paths, options)
    const { inFlight = 4 } = options
    this.turns = new ConversationTurns(this.paths.turns)
    this.slots = new Slots({ home: () => inFlight, lane: () => inFlight, group: () => inFlight })
    this.history = new History(this.paths.history, (error) => this.faults.push(String(error)))
    this.lanes = new Map([
      ['queue', this.#lane('queue', this.paths.queue, 3)],
      ['jobs', this.#lane('jobs', join(this.paths.lanes, 'jobs'), 1 + (options.retries ?? 0))],
    ])
    const invokeOptions: InvokeOptions = {
      paths: this.paths,
      resourcesPath: root,
      environment: { PATH: process.env.PATH },
      effective: () => this.#effective,
      sessions: { take: () => ({ plan: { kind: 'fresh' }, end: () => {}, untouched: () => {} }) },
      gates: {
        succeeded: () => {},
        failed: (provider) => options.gate?.(provider) ?? { gate: closedGate, free: false, notBefore: null },
      },
      spend: { itemHeld: options.itemHeld ?? (() => null), recorded: () => {} },
      shutReason: () => 'It is shut.',
      onProgress: options.onProgress ?? (() => {}),
      onOutput: () => {},
      noted: (sentence) => this.faults.push(sentence),
      ended: () => {},
      left: () => {},
    }
    this.runs = new Runs({
      paths: this.paths,
      effective: () => this.#effective,
      invoke: agentInvoker(invokeOptions),
      shell: invokeOptions,
      lanes: () => this.lanes,
      changes: this.changes,
      life: this.#life.signal,
      log: {
        ...quiet,
        warn: (_scope, sentence) => this.faults.push(sentence),
        error: (_scope, sentence, error) => this.faults.push(`${sentence}: ${String(error)}`),
      },
      upkeepMs: 60_000,
      cancelMs: 20_000,
    })
    this.#invoke = invokeOptions
  }

  readonly #invoke: InvokeOptions

  static async open(options: TestRunsOptions = {}, root?: string): Promise<TestRuns> {
    const at = root ?? (await mkdtemp(join(tmpdir(), 'lanekeeper-runs-')))
    const { daemon, decisions, queue, lanes, workspaces } = homePaths(at)
    for (const folder of [daemon, decisions, queue, join(lanes, 'jobs'), join(workspaces, 'main')]) {
      await mkdir(folder, { recursive: true })
    }
    const world = new TestRuns(at, options)
    for (const lane of world.lanes.values()) await lane.open()
    for (const lane of world.lanes.values()) await lane.index.ready
    await world.runs.open()
    return world
  }

  /** Begins to work on both lanes. */
  async begin(): Promise<void> {
    const { lanes, runs, paths } = this
    const work = workOnMessages({
      paths,
      effective: () => this.#effective,
      invoke: agentInvoker(this.#invoke),
      runs,
      noted: (sentence) => this.faults.push(sentence),
      turns: this.turns,
    })
    await lanes.get('queue')?.begin({ groupOf: () => '', work })
    await lanes.get('jobs')?.begin({ groupOf: () => '', work: this.#jobs() })
  }

  /** Stops working as a supervisor does that does not drain. */
  async end(): Promise<void> {
    const now = AbortSignal.abort()
    for (const lane of this.lanes.values()) await lane.end(now, AbortSignal.timeout(15_000))
  }

  /** The same home in the hands of another process. */
  async reopened(change: TestRunsOptions = {}): Promise<TestRuns> {
    await this.#close()
    return TestRuns.open({ ...this.options, ...change }, this.root)
  }

  readonly effective = (): Effective => this.#effective

  workflow(id: string): WorkflowSpec {
    const found = this.#effective.orchestrators.get('main')?.workflows.find((one) => one.id === id)
    if (found === undefined) throw new Error(`no workflow ${id}`)
    return found
  }

  get limits(): WorkflowLimits {
    return WorkflowLimits.parse({})
  }

  get shell(): InvokeOptions {
    return this.#invoke
  }

  readonly someItem = {
    lane: 'queue',
    id: 'some',
    file: 'some.json',
    claim: 'c',
    arrivedAt: 1,
    attempt: 1,
    lastAttempt: false,
    key: null,
    room: { enter: async () => 'entered' as const },
  }

  /** Settings as a person has edited them. */
  edit(change: TestRunsOptions): void {
    this.#effective = effectiveOf(this.paths, { ...this.options, ...change })
  }

  async send(message: string, more: object = {}, lane = 'queue'): Promise<string> {
    const found = this.lanes.get(lane)
    if (found === undefined) throw new Error(`no lane ${lane}`)
    const messageId = `m${this.#sent++}-${lane}`
    const sent = { channel: 'panel', sender: 'ann', message, timestamp: 1, messageId, ...more }
    return enqueueItem(found, messageId, JSON.stringify(sent))
  }
  #sent = 1

  /** Resolves once it is so; vitest's own time-out is the bound. */
  async until<Value>(
    found: () => Value | null | undefined | false | Promise<Value | null | undefined | false>,
  ): Promise<Value> {
    for (;;) {
      const seen = this.changes.count
      const value = await found()
      if (value !== null && value !== undefined && value !== false) return value
      await this.changes.since(seen, AbortSignal.timeout(250))
    }
  }

  async rows(): Promise<RunRow[]> {
    for await (const { rows } of this.runs.calls.window(
      { phase: 'all', search: '', offset: 0, limit: 100 },
      AbortSignal.timeout(5000),
    )) {
      return rows
    }
    return []
  }

  /** The newest run once it is in this phase. */
  phase(phase: RunRow['phase'], at = 0): Promise<RunRow> {
    return this.until(async () => (await this.rows())[at]?.phase === phase && (await this.rows())[at])
  }

  async detail(id: string): Promise<RunDetail> {
    for await (const detail of this.runs.calls.follow(id, AbortSignal.timeout(5000))) return detail
    throw new Error(`${id} has no detail`)
  }

  /** What waits for a person, once something does. */
  decision(): Promise<Decision> {
    return this.until(async () => (await this.runs.decisionCalls.list({ state: 'open', limit: 10 }))[0])
  }

  count(lane: string, column: 'pending' | 'active' | 'failed' | 'dead' | 'completed'): number {
    return this.lanes.get(lane)?.counts()[column] ?? 0
  }

  async answers(lane = 'queue'): Promise<OutgoingMessage[]> {
    const folder = this.lanes.get(lane)?.moves.files.paths.outgoing ?? ''
    const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
    return Promise.all(
      files.map(async (name) => OutgoingMessage.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))),
    )
  }

  /** Every start of a scripted worker in a run: step and attempt. */
  begun(run: { readonly path: string }): string[] {
    const path = join(run.path, 'begun.log')
    return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []
  }

  #jobs(): Work {
    return async (item, signal, working) => {
      const { runs } = this
      const queue = this.#effective.runbooks.get('jobs')
      const begun = runs.ofItem(item)
      if (queue?.pipeline == null) throw new Error('there is no pipeline')
      const run =
        begun ??
        (await runs.create({
          source: { kind: 'queue', name: 'jobs' },
          workspace: join(this.paths.lanes, 'jobs'),
          workflow: queue.pipeline,
          limits: queue.limits,
          item: { lane: item.lane, id: item.id },
          channel: {},
          inputs: { word: item.message.message },
          title: item.message.message,
          selection: null,
        }))
      return runs.work(run, item, signal, working, {
        retryable: true,
        finish: async (_over, { text, files }) =>
          resultOf(item.message, { message: text, agent: 'jobs', files }, Date.now()),
      })
    }
  }

  #lane(name: string, root: string, maxAttempts: number): Lane {
    return new Lane({
      name,
      root,
      durability: 'full',
      settings: () => ({
        settleMs: 20,
        itemBytes: 1_000_000,
        maxAttempts,
        retry: { baseMs: 4, capMs: 8 },
        cooldownMs: null,
      }),
      slots: this.slots,
      history: this.history,
      now: Date.now,
      changed: () => this.changes.touch(),
      told: () => this.changes.touch(),
      fault: (error) => this.faults.push(String(error)),
      endLeftovers: () => Promise.resolve(),
    })
  }

  async #close(): Promise<void> {
    await this.end()
    this.#life.abort()
    await this.runs.close()
    for (const lane of this.lanes.values()) await lane.close()
    this.history[Symbol.dispose]()
    this.turns[Symbol.dispose]()
  }

  /** Lets go of the home and leaves its files. */
  leave(): Promise<void> {
    return this.#close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#life.signal.aborted) await this.#close()
    await rm(this.root, { recursive: true, force: true })
  }
}
