import type { RunRow, RunWindowQuery } from '#shared/run'
import { WindowFollower } from './window-follower'

export type RunFilter = Pick<RunWindowQuery, 'phase' | 'search'>

/** The runs that match a filter, newest first. */
export class RunWindowFollower extends WindowFollower<RunFilter, RunRow> {
  #filter: RunFilter

  constructor(filter: RunFilter) {
    super(filter, { open: (client, query, signal) => client.runs.window(query, { signal }), shared: sharedRuns })
    this.#filter = filter
  }

  find(filter: RunFilter): void {
    if (filter.phase === this.#filter.phase && filter.search === this.#filter.search) return
    this.#filter = filter
    this.ask(filter)
  }
}

/** The new rows, with the old object wherever a run did not change. */
function sharedRuns(known: readonly RunRow[], next: readonly RunRow[]): readonly RunRow[] {
  const byId = new Map(known.map((row) => [row.id, row]))
  return next.map((row) => {
    const before = byId.get(row.id)
    return before !== undefined && JSON.stringify(before) === JSON.stringify(row) ? before : row
  })
}
