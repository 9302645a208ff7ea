import type { IncomingMessage } from '#shared/message'
import { settledOr } from '../ground/settled-or'
import type { FolderIndex } from './folder-index'
import { parseItemName } from './item-name'
import { idle, moveAndTell, type RunContext } from './run-item'
import type { Listed } from './sliced-scan'
import type { Ended, GroupOf, ItemReading } from './work'

/** An item that waits for a person, as the worker of its lane finds it: `key` null when it is its own, or cannot be read. */
export interface ParkedItem {
  readonly file: string
  readonly key: string | null
  readonly group: string
}

export function parkedItem(
  file: string,
  message: IncomingMessage | null,
  reading: ItemReading,
  groupOf: GroupOf,
): ParkedItem {
  if (message === null) return { file, key: null, group: '' }
  return { file, key: reading.keyOf(message), group: groupOf(message) }
}

type Given = 'moves' | 'record' | 'now' | 'diskRefuses' | 'afterFailed' | 'leaving'

export type ParkedItemsOptions = Pick<RunContext, Given> & {
  readonly settings: () => RunContext['settings']
  readonly processing: FolderIndex
  /** Told that an item has left its place and all is written down, so that others of its key may start. */
  readonly left: (file: string) => void
}

/**
 * The items of a lane that wait for a person. They stand in `processing` whether or not the lane is worked on, and leave it
 * by `resume` or `settle` just the same.
 */
export class ParkedItems {
  readonly #options: ParkedItemsOptions
  readonly #names = new Set<string>()
  /** What is being moved now, by the name it waits under: of several who move one item the first does. */
  readonly #moving = new Map<string, Promise<unknown>>()
  #recovering: Promise<unknown> = Promise.resolve()

  constructor(options: ParkedItemsOptions) {
    this.#options = options
  }

  get count(): number {
    return this.#names.size
  }

  get ids(): string[] {
    return this.#standing().map(({ identity }) => identity.id)
  }

  /** Tells of a difference in `processing`. */
  changed(before: Listed | null, now: Listed | null): void {
    if (before !== null) this.#names.delete(before.file)
    if (now !== null && isParked(now.file)) this.#names.add(now.file)
    // What is moved here keeps its key until that is written down, whenever its name is found gone.
    if (before !== null && now === null && !this.#moving.has(before.file)) this.#options.left(before.file)
  }

  /** Puts an item back in line. False when it does not wait. */
  resume(id: string): Promise<boolean> {
    return this.#move(id, async ({ listed: { file }, identity }) => {
      const { moves, record } = this.#options
      if ((await moves.resume(file)) === null) return false
      record.tell(identity, { kind: 'resumed', status: 'pending', text: 'Its decision was made; back in line' })
      return true
    })
  }

  /** Ends an item as its work would have. False when it does not wait, and for an ending that lets it wait on. */
  settle(id: string, ended: Ended): Promise<boolean> {
    return this.#move(id, async ({ listed: { file }, identity }) => {
      if (ended.kind === 'waiting') return false
      const { processing } = this.#options
      const settings = this.#options.settings()
      const { attempt } = identity
      const item = { file, attempt, lastAttempt: attempt >= settings.maxAttempts }
      await moveAndTell(item, identity, ended, idle, {
        ...this.#options,
        settings,
        hold: (held) => processing.hold(held),
        release: (held) => processing.release(held),
      })
      return true
    })
  }

  /** Runs the recovery of the lane while nothing here is moved: both would finish the same item. */
  async whileStill<Value>(stop: AbortSignal, recover: () => Promise<Value>): Promise<Value> {
    while (this.#moving.size > 0 && !stop.aborted) await settledOr(stop, this.settled())
    const recovering = recover()
    this.#recovering = recovering.catch(() => {})
    return recovering
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#moving.values())
  }

  async #move(id: string, move: (standing: Standing) => Promise<boolean>): Promise<boolean> {
    // Several recoveries may follow one another.
    for (let past: unknown = null; past !== this.#recovering; await past) past = this.#recovering
    const standing = this.#standing().find(({ identity }) => identity.id === id)
    if (standing === undefined || this.#moving.has(standing.listed.file)) return false
    const { file } = standing.listed
    const moving = move(standing).finally(() => {
      this.#moving.delete(file)
      if (this.#options.processing.get(file) === undefined) this.#options.left(file)
    })
    this.#moving.set(file, moving)
    return moving
  }

  #standing(): Standing[] {
    const { record, processing } = this.#options
    const parked = [...processing.values()].filter(({ file }) => this.#names.has(file))
    return parked.map((listed) => ({ listed, identity: record.identify(listed.file, true, listed) }))
  }
}

interface Standing {
  readonly listed: Listed
  readonly identity: ReturnType<RunContext['record']['identify']>
}

export function isParked(file: string): boolean {
  return file.includes('~w~') && parseItemName(file, true).waiting
}
