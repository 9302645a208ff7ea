import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Lane } from '../../core/lane/lane'
import { laneFolders } from '../../core/lane/lane-paths'
import type { Recovered } from '../../core/lane/recovery'
import { Slots } from '../../core/lane/slots'
import type { Work } from '../../core/lane/work'
import { History } from '../../core/record/history'
import { scratchFolder } from './scratch-folder'
import type { Sent } from './sent'

/** A lane that lives in the test's own process. */
export class LaneInProcess implements AsyncDisposable {
  readonly lane: Lane
  readonly slots: Slots
  readonly history: History
  readonly faults: unknown[] = []
  readonly #root: string
  #changed = Promise.withResolvers<void>()

  private constructor(root: string, inFlight: number, retryMs: number, releaseMs: number) {
    this.#root = root
    this.slots = new Slots({ home: () => inFlight, lane: () => inFlight, group: () => inFlight })
    this.slots.onRoom(() => this.#wake())
    this.history = new History(join(root, 'history.db'), (error) => this.faults.push(error))
    this.lane = new Lane({
      name: 'queue',
      root: join(root, 'lane'),
      durability: 'full',
      settings: () => ({
        settleMs: 20,
        itemBytes: 20_000_000,
        maxAttempts: 3,
        retry: { baseMs: retryMs, capMs: retryMs },
        cooldownMs: null,
      }),
      slots: this.slots,
      history: this.history,
      now: Date.now,
      changed: () => this.#wake(),
      told: () => {},
      fault: (error) => this.faults.push(error),
      endLeftovers: () => Promise.resolve(),
      releaseMs,
    })
  }

  static async create(inFlight = 1, retryMs = 4, releaseMs = 15_000): Promise<LaneInProcess> {
    const root = await mkdtemp(join(scratchFolder(), 'lanekeeper-lane-'))
    for (const folder of laneFolders) await mkdir(join(root, 'lane', folder), { recursive: true })
    return new LaneInProcess(root, inFlight, retryMs, releaseMs)
  }

  path(folder: string): string {
    return join(this.#root, 'lane', folder)
  }

  async files(folder: string): Promise<string[]> {
    return (await readdir(this.path(folder))).sort()
  }

  async put(sent: Sent, folder = 'incoming', name = `${sent.id}.json`): Promise<void> {
    await writeFile(join(this.#root, name), sent.text)
    await rename(join(this.#root, name), join(this.path(folder), name))
  }

  begin(work: Work): Promise<Recovered[]> {
    return this.lane.begin({ groupOf: () => 'scripted', work })
  }

  /** Resolves once the lane is as wanted; vitest's own time-out is the bound. */
  async until(wanted: () => boolean): Promise<void> {
    while (!wanted()) await this.#changed.promise
  }

  get isQuiet(): boolean {
    const { pending, failed, active } = this.lane.counts()
    return pending + failed + active === 0 && this.slots.active === 0
  }

  #wake(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const now = AbortSignal.abort()
    await this.lane.end(now, now)
    await this.lane.close()
    this.history[Symbol.dispose]()
    await rm(this.#root, { recursive: true, force: true })
  }
}
