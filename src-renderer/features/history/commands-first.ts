import { defaultFilter } from 'cmdk'

/** Entries whose values begin so are found by the core and not by their letters. */
export const foundMark = '~'
export const everything = `${foundMark}everything`

/** Commands as their letters fit, then what was found, then the way to everything that would be found. */
export function commandsFirst(value: string, search: string, keywords?: string[]): number {
  if (value === everything) return 1e-9
  if (value.startsWith(foundMark)) return 1e-8
  return defaultFilter(value, search, keywords)
}
