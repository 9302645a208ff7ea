import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Changes } from '../src-main/core/ground/changes'
import { resultOf } from '../src-main/core/lane/failure-notice'
import { Lane } from '../src-main/core/lane/lane'
import { Slots } from '../src-main/core/lane/slots'
import type { Work } from '../src-main/core/lane/work'
import { ActivityRing } from '../src-main/core/observe/activity'
import { History } from '../src-main/core/record/history'
import { openLog } from '../src-main/core/record/log'

export interface RigOptions {
  readonly folder: string
  readonly inFlight: number
  readonly durability: 'full' | 'relaxed'
  /** Told of each result once it lies in `outgoing`. */
  readonly completed?: () => void
}

/** A lane wired as the core wires it: with its history, log, activity and counter of changes. */
export class Rig implements AsyncDisposable {
  readonly lane: Lane
  readonly changes = new Changes()
  readonly history: History
  readonly #log: ReturnType<typeof openLog>
  readonly #drained = new AbortController()

  constructor({ folder, inFlight, durability, completed }: RigOptions) {
    mkdirSync(folder, { recursive: true })
    const fault = (error: unknown): void => {
      throw error
    }
    const activity = new ActivityRing()
    this.#log = openLog(join(folder, 'log.jsonl'))
    this.history = new History(join(folder, 'history.db'), fault)
    this.lane = new Lane({
      name: 'queue',
      root: join(folder, 'queue'),
      durability,
      settings: () => ({
        settleMs: 2000,
        itemBytes: 10_485_760,
        maxAttempts: 3,
        retry: { baseMs: 2000, capMs: 300_000 },
        cooldownMs: null,
      }),
      slots: new Slots({ home: () => inFlight, lane: () => inFlight, group: () => inFlight }),
      history: this.history,
      now: Date.now,
      changed: () => this.changes.touch(),
      told: (title, event) => {
        activity.add(title, event)
        this.changes.touch()
        this.#log.info('lane', event.text, {
          lane: event.lane,
          item: event.id,
          kind: event.kind,
          attempt: event.attempt,
        })
        if (event.kind === 'completed') completed?.()
      },
      endLeftovers: () => Promise.resolve(),
      fault,
    })
  }

  async begin(work: Work): Promise<void> {
    await this.lane.begin({ work, groupOf: () => 'provider' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#drained.abort()
    await this.lane.end(this.#drained.signal, this.#drained.signal)
    await this.lane.close()
    this.history[Symbol.dispose]()
    await this.#log.close()
  }
}

/** Answers at once. */
export const answerAtOnce: Work = (item) =>
  Promise.resolve({
    kind: 'completed',
    result: resultOf(item.message, { message: 'done', agent: 'bench', files: [] }, Date.now()),
  })
