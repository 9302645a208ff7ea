import { counted } from '#shared/words'
import type { Found } from './use-search'

/** What stands above what a search found. */
export function statusWords(words: string, found: Found | null, most: number): string {
  if (words === '') return 'Every item of every lane is searched, whatever became of it. All words must fit.'
  if (found === null) return 'Searching…'
  const { hits, lookedAt, unlooked } = found
  if (hits.length >= most) return `The newest ${most} items with these words; more words narrow it down.`
  if (unlooked !== null) {
    const of = hits.length === 0 ? 'Nothing found' : counted(hits.length, 'item')
    return `${of} among the newest ${lookedAt.toLocaleString('en')} items. Time was up: older ones were not looked at.`
  }
  return hits.length === 0 ? 'No item has all of these words.' : counted(hits.length, 'item')
}
