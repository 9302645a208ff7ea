import { type MouseEvent, useCallback, useEffect } from 'react'
import type { ItemTarget } from '#shared/contract'
import type { Column, ItemRow } from '#shared/item'
import type { LaneWindowFollower } from '../../state/lane-window'
import {
  addSelected,
  clearSelection,
  keepSelected,
  type Selection,
  selectionIn,
  targetOf,
  toggleSelected,
  useSelection,
} from '../../state/selection'
import { sharedActions } from '../recovery/action-look'
import { collect, stopCollecting } from '../recovery/collecting'

export interface ListPlace {
  readonly lane: string
  readonly column: Column
  readonly search: string
}

export interface Selecting {
  /** Null: nothing in this list is selected. */
  readonly selection: Selection | null
  readonly possible: boolean
  /** Selects the item or lets it go; with Shift held, everything from the last one on as well. */
  readonly pick: (row: ItemRow, event: Pick<MouseEvent, 'shiftKey'>) => void
  readonly pickTo: (row: ItemRow) => void
}

/** The selection of one list. It outlives what is loaded of the list; another search begins a new one. */
export function useSelecting(follower: LaneWindowFollower, { lane, column, search }: ListPlace): Selecting {
  const possible = sharedActions(column).length > 0
  const selection = useSelection(({ selection: any }) => (any?.lane === lane && any.column === column ? any : null))
  useEffect(
    () =>
      follower.store.subscribe((now, before) => {
        if (now.rows !== before.rows && now.settled && before.settled) keepSelected({ lane, column }, before, now)
      }),
    [follower, lane, column],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: what another search hides must not be acted on
  useEffect(
    () => () => {
      stopCollecting({ lane, column })
      clearSelection({ lane, column })
    },
    [lane, column, search],
  )

  const pickTo = useCallback(
    (row: ItemRow) => {
      const { rows, offset } = follower.store.getState()
      const indexOf = (id: string) => rows.findIndex((one) => one.id === id)
      const to = indexOf(row.id)
      const anchor = selectionIn(row)?.anchor ?? null
      if (to < 0) return
      if (anchor === null) return toggleSelected(row, to + offset)
      const known = indexOf(anchor.id)
      const from = known < 0 ? anchor.index - offset : known
      const [first, last] = from < to ? [from, to] : [to, from]
      const place = { lane, column }
      if (first >= 0 && last < rows.length) addSelected(place, rows.slice(first, last + 1).map(targetOf))
      else
        void collect({ lane, column, search }, { from: first + offset, to: last + offset + 1 }, (found: ItemTarget[]) =>
          addSelected(place, found),
        )
    },
    [follower, lane, column, search],
  )
  const pick = useCallback(
    (row: ItemRow, event: Pick<MouseEvent, 'shiftKey'>) => {
      if (event.shiftKey) return pickTo(row)
      const { rows, offset } = follower.store.getState()
      toggleSelected(
        row,
        offset +
          Math.max(
            0,
            rows.findIndex(({ id }) => id === row.id),
          ),
      )
    },
    [follower, pickTo],
  )
  return { selection, possible, pick, pickTo }
}
