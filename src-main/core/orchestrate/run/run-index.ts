import { RunId } from '#shared/decision'
import { runsFolder } from './run-paths'
import { namesIn, type RunRoot } from './run-roots'

export interface IndexedRun {
  readonly id: string
  readonly root: RunRoot
}

/** Older runs stay on the disk and are not listed. */
const mostRuns = 50_000

/** The ids of all runs of a home, newest first. Ids sort by the time they were made, so no run has to be read. */
export class RunIndex {
  #runs: IndexedRun[] = []
  #known = new Map<string, RunRoot>()

  get newestFirst(): readonly IndexedRun[] {
    return this.#runs
  }

  rootOf(id: string): RunRoot | null {
    return this.#known.get(id) ?? null
  }

  /** Reads the names again. What is made meanwhile is kept. */
  async read(roots: readonly RunRoot[]): Promise<void> {
    const found = new Map<string, RunRoot>()
    for (const root of roots) {
      for (const id of await namesIn(runsFolder(root.workspace))) {
        if (RunId.safeParse(id).success) found.set(id, root)
      }
    }
    for (const { id, root } of this.#runs) {
      if (roots.some(({ workspace }) => workspace === root.workspace)) found.set(id, root)
    }
    this.#take([...found].map(([id, root]) => ({ id, root })))
  }

  add(id: string, root: RunRoot): void {
    this.#known.set(id, root)
    // Of those made in the same millisecond any can be the newest.
    const at = this.#runs.findIndex((run) => run.id < id)
    this.#runs.splice(at === -1 ? this.#runs.length : at, 0, { id, root })
    if (this.#runs.length > mostRuns) this.#take(this.#runs)
  }

  remove(ids: ReadonlySet<string>): void {
    this.#take(this.#runs.filter(({ id }) => !ids.has(id)))
  }

  #take(runs: readonly IndexedRun[]): void {
    this.#runs = [...runs].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, mostRuns)
    this.#known = new Map(this.#runs.map(({ id, root }) => [id, root]))
  }
}
