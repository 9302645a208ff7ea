import type { ItemRow } from '#shared/item'
import type { LaneWindowFollower } from './lane-window'

/** The lists on the page, for moving from a chosen item to the one before or after it. */
const lists = new Set<LaneWindowFollower>()

export function enlist(list: LaneWindowFollower): () => void {
  lists.add(list)
  return () => {
    lists.delete(list)
  }
}

export function neighbourOf(chosen: { readonly lane: string; readonly id: string }, step: 1 | -1): ItemRow | null {
  for (const list of lists) {
    const { rows } = list.store.getState()
    const index = rows.findIndex((row) => row.id === chosen.id && row.lane === chosen.lane)
    if (index >= 0) return rows[index + step] ?? null
  }
  return null
}
