import { z } from 'zod'
import type { Column, ItemRow } from './item'

export const itemActions = ['retry', 'requeue', 'edit', 'release', 'discard', 'restore', 'repair'] as const
export const ItemAction = z.enum(itemActions)
export type ItemAction = z.infer<typeof ItemAction>

/** Actions that need no more than the item; `edit` and `repair` come with a text. */
export const plainActions = ['retry', 'requeue', 'release', 'discard', 'restore'] as const
export const PlainAction = z.enum(plainActions)
export type PlainAction = z.infer<typeof PlainAction>

const byColumn: Readonly<Record<Column, readonly ItemAction[]>> = {
  pending: ['discard'],
  active: ['release'],
  completed: ['edit'],
  failed: ['retry', 'discard'],
  dead: ['requeue', 'edit', 'discard'],
  rejected: ['repair', 'discard'],
  trash: ['restore'],
}

/**
 * The recovery actions that apply to an item now; panel, command line and core all ask this one rule. None applies to one
 * that waits for a person: it would only be asked again, and answering its decision is the way out.
 */
export function offers(item: Pick<ItemRow, 'column'> & Partial<Pick<ItemRow, 'waiting'>>): readonly ItemAction[] {
  return item.waiting === true ? [] : byColumn[item.column]
}
