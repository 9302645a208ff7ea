import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ItemEvent } from '#shared/item'
import { Changes } from '../../core/ground/changes'
import { faultText } from '../../core/ground/fault-code'
import { steadyClock } from '../../core/ground/steady-clock'
import { resultOf } from '../../core/lane/failure-notice'
import { Lane } from '../../core/lane/lane'
import type { Result } from '../../core/lane/lane-moves'
import type { LaneSettings } from '../../core/lane/lane-settings'
import type { Recovered } from '../../core/lane/recovery'
import { type SlotLimits, Slots } from '../../core/lane/slots'
import type { WatchFolder } from '../../core/lane/watch-folder'
import type { ClaimedItem, Ended, GroupOf, ItemReading, Work } from '../../core/lane/work'
import { History } from '../../core/record/history'
import { blockFolder } from './test-block-folder'

/** One run of an item whose end the test decides. */
export interface HeldRun {
  readonly item: ClaimedItem
  readonly signal: AbortSignal
  end(ended: Ended): void
}

export interface TestLaneOptions {
  readonly settings?: Partial<LaneSettings>
  readonly slots?: number
  readonly limits?: Partial<SlotLimits>
  readonly groupOf?: GroupOf
  readonly reading?: ItemReading
  readonly durability?: 'full' | 'relaxed'
  /** True: runs stay in `runs` until the test ends them; else every message is answered at once. */
  readonly held?: boolean
  readonly watch?: WatchFolder
  /** A fixed clock, moved by setting `clock`; by default the lane uses the real one. */
  readonly clock?: number
  /** The folder of the home; made and removed by the test lane when left out. */
  readonly root?: string
}

/** A lane on real files whose work is the test's own, without a core around it. */
export class TestLane implements AsyncDisposable {
  readonly root: string
  readonly lane: Lane
  readonly slots: Slots
  readonly history: History
  readonly changes = new Changes()
  readonly events: ItemEvent[] = []
  readonly faults: string[] = []
  readonly runs: HeldRun[] = []
  clock: number | null
  /** How far the real clock was set back, ms. */
  setBackMs = 0
  readonly #options: TestLaneOptions
  readonly #closed = new AbortController()

  private constructor(root: string, options: TestLaneOptions) {
    this.root = root
    this.#options = options
    this.clock = options.clock ?? null
    const { slots = 8, limits, settings, durability = 'relaxed', watch, reading } = options
    this.slots = new Slots({ home: () => slots, lane: () => slots, group: () => slots, ...limits })
    this.slots.onRoom(() => this.changes.touch())
    this.history = new History(join(root, 'history.db'), (error) => this.faults.push(faultText(error)))
    this.lane = new Lane({
      name: 'queue',
      root: join(root, 'queue'),
      durability,
      settings: () => ({
        settleMs: 20,
        itemBytes: 10_485_760,
        maxAttempts: 3,
        retry: { baseMs: 0, capMs: 0 },
        cooldownMs: null,
        ...settings,
      }),
      slots: this.slots,
      history: this.history,
      now: () => this.now(),
      steadyNow: steadyClock(() => this.now(), options.clock === undefined ? undefined : () => 0),
      changed: () => this.changes.touch(),
      told: (_title, event) => {
        this.events.push(event)
        this.changes.touch()
      },
      fault: (error) => this.faults.push(faultText(error)),
      endLeftovers: () => Promise.resolve(),
      ...(watch === undefined ? {} : { watch }),
      ...(reading === undefined ? {} : { reading }),
    })
  }

  static async create(options: TestLaneOptions = {}): Promise<TestLane> {
    const root = options.root ?? (await mkdtemp(join(tmpdir(), 'lanekeeper-lane-')))
    await mkdir(root, { recursive: true })
    return new TestLane(root, options)
  }

  /** Opens the lane and waits until it has been read once. */
  static async opened(options: TestLaneOptions = {}): Promise<TestLane> {
    const test = await TestLane.create(options)
    await test.lane.open()
    await test.lane.index.ready
    return test
  }

  static async begun(options: TestLaneOptions = {}): Promise<TestLane> {
    const test = await TestLane.opened(options)
    await test.begin()
    return test
  }

  now(): number {
    return this.clock ?? Date.now() - this.setBackMs
  }

  begin(): Promise<Recovered[]> {
    const { groupOf = () => 'agents', held } = this.#options
    return this.lane.begin({ groupOf, work: held ? this.#hold : this.#answer })
  }

  /** Stops the work: what runs is told to stop at once. */
  async end(): Promise<void> {
    await this.lane.end(AbortSignal.abort(), AbortSignal.abort())
  }

  path(folder: string, file = ''): string {
    return join(this.root, 'queue', folder, file)
  }

  /** Writes a message as a foreign program does: elsewhere, then one rename into `incoming`. */
  async put(file: string, content: object | string, at: { mtime?: Date; folder?: string } = {}): Promise<void> {
    const elsewhere = join(this.root, `.put-${Math.random()}`)
    await writeFile(elsewhere, typeof content === 'string' ? content : JSON.stringify(content))
    if (at.mtime !== undefined) await utimes(elsewhere, at.mtime, at.mtime)
    await rename(elsewhere, this.path(at.folder ?? 'incoming', file))
  }

  /** The same with bytes as they are. */
  async putBytes(file: string, bytes: Uint8Array): Promise<void> {
    const elsewhere = join(this.root, `.put-${Math.random()}`)
    await writeFile(elsewhere, bytes)
    await rename(elsewhere, this.path('incoming', file))
  }

  /** Puts a file where a folder of the lane is, so that the disk refuses whatever goes through it. */
  blockFolder(folder: string): void {
    blockFolder(this.path(folder))
  }

  unblockFolder(folder: string): void {
    rmSync(this.path(folder))
  }

  async files(folder: string): Promise<string[]> {
    return (await readdir(this.path(folder))).sort()
  }

  read(folder: string, file: string): Promise<string> {
    return readFile(this.path(folder, file), 'utf8')
  }

  /** What the published results answer, in no order. */
  async answered(): Promise<string[]> {
    const texts: string[] = []
    for (const file of await this.files('outgoing')) {
      const value: unknown = JSON.parse(await this.read('outgoing', file))
      if (typeof value === 'object' && value !== null && 'originalMessage' in value)
        texts.push(String(value.originalMessage))
    }
    return texts.sort()
  }

  /** Waits for changes of the lane until `holds`; the test's time-out is the bound. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    for (;;) {
      const seen = this.changes.count
      if (await holds()) return
      await this.changes.since(seen, this.#closed.signal)
      if (this.#closed.signal.aborted) throw new Error('the lane was closed first')
    }
  }

  /** Waits for the run of the message with this text. */
  async run(text: string): Promise<HeldRun> {
    let found: HeldRun | undefined
    await this.until(() => {
      found = this.runs.find((run) => run.item.message.message === text)
      return found !== undefined
    })
    if (found === undefined) throw new Error(`${text} does not run`)
    return found
  }

  /** What the record was told of this kind, oldest first. */
  kinds(kind: ItemEvent['kind']): ItemEvent[] {
    return this.events.filter((event) => event.kind === kind)
  }

  get running(): string[] {
    return this.runs.map((run) => run.item.message.message)
  }

  /** Ends the work and lets go of everything but the files. */
  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return
    await this.end()
    this.#closed.abort()
    await this.lane.close()
    this.history[Symbol.dispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
    if (this.#options.root === undefined) await rm(this.root, { recursive: true, force: true })
  }

  readonly #answer: Work = async (item) => answered(item)

  readonly #hold: Work = (item, signal) => {
    const { promise, resolve } = Promise.withResolvers<Ended>()
    const run: HeldRun = {
      item,
      signal,
      end: (ended) => {
        const at = this.runs.indexOf(run)
        if (at >= 0) this.runs.splice(at, 1)
        resolve(ended)
        this.changes.touch()
      },
    }
    this.runs.push(run)
    const stop = (): void => run.end({ kind: 'interrupted' })
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    this.changes.touch()
    return promise
  }
}

export function answered(item: Pick<ClaimedItem, 'message'>): Ended {
  return {
    kind: 'completed',
    result: resultOf(item.message, { message: 'done', agent: 'test', files: [] }, 1_763_600_000_000),
  }
}

/** Its run asks a person. */
export function asking(after?: () => Promise<void>, notice?: Result): Ended {
  return {
    kind: 'waiting',
    sentence: 'Which colour?',
    ...(notice === undefined ? {} : { notice }),
    ...(after === undefined ? {} : { after }),
  }
}

export function failed(item: Pick<ClaimedItem, 'message'>, retryable = true): Ended {
  return {
    kind: 'failed',
    failureClass: null,
    sentence: 'It did not work.',
    nextStep: null,
    retryable,
    summary: resultOf(item.message, { message: 'It did not work.', agent: 'test', files: [] }, 1_763_600_000_000),
  }
}

let made = 0

/** A message with its own id; `conversation` gives it a key. */
export function messageOf(text: string, conversation?: string): Record<string, unknown> {
  made++
  return {
    channel: 'slack',
    channelProfileId: 'slack',
    sender: 'Ada',
    message: text,
    timestamp: 1_763_600_000_000,
    messageId: `m-${made}`,
    ...(conversation === undefined ? {} : { conversationId: conversation }),
  }
}
