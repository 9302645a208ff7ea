import type { LaneWindowQuery } from '#shared/contract'
import type { Column, ItemRow } from '#shared/item'
import { sharedRows } from './shared-rows'
import { WindowFollower } from './window-follower'

type LaneQuery = Pick<LaneWindowQuery, 'lane' | 'column' | 'search'>

/** One column of a lane as a list shows it. */
export class LaneWindowFollower extends WindowFollower<LaneQuery, ItemRow> {
  readonly #of: { readonly lane: string; readonly column: Column }
  #search = ''

  constructor(lane: string, column: Column) {
    super(
      { lane, column, search: '' },
      { open: (client, query, signal) => client.lanes.window(query, { signal }), shared: sharedRows },
    )
    this.#of = { lane, column }
  }

  find(search: string): void {
    if (search === this.#search) return
    this.#search = search
    this.ask({ ...this.#of, search })
  }
}
