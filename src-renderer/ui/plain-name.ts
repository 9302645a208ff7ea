import type { ItemRow } from '#shared/item'
import { shownName } from './shown-name'

/** A file's name without the state that rides in its suffixes: an item's id begins with the stem it keeps for life. */
export function plainName({ id, file }: Pick<ItemRow, 'id' | 'file'>): string {
  const stem = id.slice(0, Math.max(0, id.lastIndexOf('@')))
  if (stem === '' || !file.startsWith(stem)) return shownName(file)
  return shownName(file.endsWith('.json') ? `${stem}.json` : stem)
}
