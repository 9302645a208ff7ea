import { create } from 'zustand'
import type { ItemTarget } from '#shared/contract'
import type { Column, ItemRow } from '#shared/item'
import { leftRows, type Rows } from './left-rows'

export interface Place {
  readonly lane: string
  readonly column: Column
}

/** Items picked for one action, all of one column; picking in another column begins anew. */
export interface Selection extends Place {
  readonly items: ReadonlyMap<string, ItemTarget>
  /** Where a range begins that is picked next. */
  readonly anchor: { readonly id: string; readonly index: number } | null
}

export const useSelection = create<{ readonly selection: Selection | null }>(() => ({ selection: null }))

/** A finished item may have no file any more; its id is enough then. */
export function targetOf({ id, column, file }: ItemRow): ItemTarget {
  return { id, column, file: file || id }
}

export function selectionIn({ lane, column }: Place): Selection | null {
  const { selection } = useSelection.getState()
  return selection?.lane === lane && selection.column === column ? selection : null
}

export function toggleSelected(row: ItemRow, index: number): void {
  const items = new Map(selectionIn(row)?.items)
  if (!items.delete(row.id)) items.set(row.id, targetOf(row))
  put({ lane: row.lane, column: row.column, items, anchor: { id: row.id, index } })
}

export function addSelected(place: Place, added: readonly ItemTarget[]): void {
  const known = selectionIn(place)
  const items = new Map(known?.items)
  for (const target of added) items.set(target.id, target)
  put({ lane: place.lane, column: place.column, items, anchor: known?.anchor ?? null })
}

export function dropSelected(place: Place, ids: Iterable<string>): void {
  const known = selectionIn(place)
  if (known === null) return
  const items = new Map(known.items)
  for (const id of ids) items.delete(id)
  if (items.size < known.items.size) put({ ...known, items })
}

export function clearSelection(place: Place): void {
  if (selectionIn(place) !== null) useSelection.setState({ selection: null })
}

/** Takes what moved on out of the selection, and takes over the new names of what stayed. */
export function keepSelected(place: Place, before: Rows, now: Rows): void {
  const known = selectionIn(place)
  if (known === null) return
  const items = new Map(known.items)
  for (const id of leftRows(before, now)) items.delete(id)
  let renamed = false
  for (const row of now.rows) {
    const target = items.get(row.id)
    if (target === undefined || target.file === row.file) continue
    items.set(row.id, { ...target, file: row.file })
    renamed = true
  }
  if (renamed || items.size < known.items.size) put({ ...known, items })
}

function put(selection: Selection): void {
  useSelection.setState({ selection: selection.items.size === 0 ? null : selection })
}
