import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { LaneName } from '#shared/item'
import type { HomePaths } from '../ground/home-paths'
import { makeFolder } from '../ground/make-folder'
import { messageLane } from '../ground/message-lane'
import type { Lane } from '../lane/lane'
import { unknownResults } from '../lane/reconcile'
import type { History } from '../record/history'
import type { Log } from '../record/log'
import type { Effective } from '../settings/settings'

/** As many lanes as a board holds. */
const mostLanes = 500

export interface HomeLanesOptions {
  readonly paths: HomePaths
  readonly effective: () => Effective
  readonly make: (name: string, root: string) => Lane
  readonly history: History
  /** Aborts when the core closes. */
  readonly life: AbortSignal
  /** Told that lanes have come, or that the work on some is not what it was. */
  readonly changed: () => void
  /** Told that the answers of before of a lane have been read. */
  readonly read: () => void
  readonly log: Log
}

/**
 * The lanes of a home: the message lane, one for each queue of its runbooks, and those whose runbook is gone but whose items
 * are still there. A lane stays until the home is closed.
 */
export class HomeLanes implements AsyncDisposable {
  readonly #options: HomeLanesOptions
  readonly #lanes = new Map<string, Lane>()
  #applying: Promise<void> = Promise.resolve()
  /** What must be known before work begins, and what is found beside it. */
  readonly #settling: Promise<void>[] = []
  readonly #reconciling: Promise<void>[] = []
  readonly #reading = new Set<string>()

  constructor(options: HomeLanesOptions) {
    this.#options = options
    this.#lanes.set(messageLane, options.make(messageLane, options.paths.queue))
  }

  /** By name. The same map for good: lanes that come later appear in it. */
  get all(): ReadonlyMap<string, Lane> {
    return this.#lanes
  }

  /** Lanes whose answers of before are still being read into the history: they may have completed more items than it knows. */
  get reading(): ReadonlySet<string> {
    return this.#reading
  }

  /** Opens every lane there is. What they published is looked through in the background; see `settled`. */
  async open(): Promise<void> {
    for (const lane of this.#lanes.values()) await lane.open()
    for (const name of [...this.#options.effective().runbooks.keys(), ...(await this.#namesOnDisk())]) {
      const lane = await this.#opened(name)
      if (lane !== null) this.#lanes.set(name, lane)
    }
    for (const lane of this.#lanes.values()) void this.#reconcile(lane)
  }

  /** Resolves when the history knows the answers of all that it had as active before the lanes were opened. */
  async settled(): Promise<void> {
    await Promise.all(this.#settling)
  }

  /** Makes the lanes of queues that are declared now and have none yet. */
  settingsChanged(): Promise<void> {
    this.#applying = this.#applying.then(async () => {
      for (const name of this.#options.effective().runbooks.keys()) {
        const lane = await this.#opened(name)
        if (lane === null) continue
        await this.#reconcile(lane)
        this.#lanes.set(name, lane)
      }
      this.#options.changed()
    })
    return this.#applying
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#applying
    await Promise.all(this.#reconciling)
    for (const lane of this.#lanes.values()) await lane.close()
  }

  /** Null when it is there already, or cannot be. */
  async #opened(name: string): Promise<Lane | null> {
    const { paths, make, log } = this.#options
    if (this.#lanes.has(name)) return null
    if (this.#lanes.size >= mostLanes) {
      log.warn('lane', `A home has at most ${mostLanes} lanes; this one is left alone`, { lane: name })
      return null
    }
    const lane = make(name, join(paths.lanes, name))
    try {
      await makeFolder(paths.lanes, paths.root)
      await lane.open()
      return lane
    } catch (error) {
      log.error('lane', 'The lane of a queue could not be opened', error, { lane: name })
      await lane.close()
      return null
    }
  }

  /** Finds what the lane published and the history missed; resolves when work may begin. */
  #reconcile(lane: Lane): Promise<void> {
    const { effective, history, life, read, log } = this.#options
    this.#reading.add(lane.name)
    const unread = (error: unknown): void => {
      log.error('history', 'Results could not be looked through', error, { lane: lane.name })
    }
    const { ofActive, others } = unknownResults(lane, history, effective().settings.limits.item_bytes, life)
    this.#reconciling.push(
      others
        .then((found) => {
          if (found > 0)
            log.info('history', 'Results that the history did not know were written into it', {
              lane: lane.name,
              found,
            })
        }, unread)
        .then(() => {
          this.#reading.delete(lane.name)
          if (!life.aborted) read()
        }),
    )
    // What failed is told once, above.
    const settled = ofActive.catch(() => {})
    this.#settling.push(settled)
    return settled
  }

  async #namesOnDisk(): Promise<string[]> {
    const { paths, log } = this.#options
    try {
      await makeFolder(paths.lanes, paths.root)
      const entries = await readdir(paths.lanes, { withFileTypes: true })
      return entries
        .filter((entry) => entry.isDirectory() && LaneName.safeParse(entry.name).success)
        .map(({ name }) => name)
    } catch (error) {
      log.error('lane', 'The lanes of queues could not be listed', error)
      return []
    }
  }
}
