import type { ItemRow } from '#shared/item'
import { plainName } from '../../ui/plain-name'

/** What an item is called in names of buttons and dialogs. */
export function itemTitle(row: ItemRow): string {
  return row.summary?.text || plainName(row)
}
