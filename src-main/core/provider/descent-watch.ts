import { pause } from '../ground/changes'
import { belonging, type ProcessName, type SeenProcess } from './belonging'
import type { ProcessPort } from './sweep'

/** How often to look, in ms, where looking is quick. */
const leastMs = 250

/** A look may take so little of the time between two of them: a machine with many processes is looked at less often. */
const shareOfTime = 20

/** What a run may have at most that is remembered; those seen last are kept. */
const mostSeen = 5_000

/**
 * Collects what descends from a run while it goes on, for systems without control groups: once a parent has ended and its
 * child has cleared its environment, nothing shows any more whose child it was.
 */
export class DescentWatch implements AsyncDisposable {
  readonly #life = new AbortController()
  readonly #looking: Promise<void>
  #seen: readonly SeenProcess[] = []

  constructor(id: string, root: ProcessName, processes: ProcessPort, everyMs = leastMs) {
    this.#looking = this.#look(id, root, processes, everyMs)
  }

  /** Those that were seen, whether or not they still live. */
  get seen(): readonly SeenProcess[] {
    return this.#seen
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort()
    await this.#looking
  }

  async #look(id: string, root: ProcessName, processes: ProcessPort, everyMs: number): Promise<void> {
    const { signal } = this.#life
    for (let tookMs = 0; ; ) {
      await pause(Math.max(everyMs, tookMs * shareOfTime), signal)
      if (signal.aborted) return
      const began = performance.now()
      try {
        const table = await processes.table(root.startedAt)
        const now = belonging(table, { id, root, seen: this.#seen })
        const groups = new Set(table.map(({ group }) => group))
        const known = new Map<string, SeenProcess>()
        // The number of a group that is empty may be given to somebody else.
        for (const each of this.#seen)
          known.set(`${each.pid} ${each.startedAt}`, {
            ...each,
            leads: each.leads === true && groups.has(each.pid),
          })
        for (const { pid, startedAt, group } of now)
          known.set(`${pid} ${startedAt}`, { pid, startedAt, leads: group === pid })
        this.#seen = [...known.values()].slice(-mostSeen)
      } catch {
        // The next look may succeed, and the sweep at the end looks for itself and fails aloud.
      }
      tookMs = performance.now() - began
    }
  }
}
