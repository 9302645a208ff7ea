import type { HistoryFound } from '#shared/contract'
import { type Loaded, useAsked } from '../../state/use-asked'

interface Search {
  readonly words: string
  readonly limit: number
  /** Another number asks anew. */
  readonly turn?: number
}

export interface Found {
  readonly words: string
  readonly hits: HistoryFound['hits']
  readonly lookedAt: number
  readonly unlooked: number | null
}

/** What the history tells of the words, as it stood when it was asked. No words: nothing is asked. */
export function useSearch({ words, limit, turn = 0 }: Search): Loaded<Found> {
  return useAsked<Found>(`${turn} ${words}`, async (client) => {
    if (words === '') return { words, hits: [], lookedAt: 0, unlooked: null }
    return { words, ...(await client.history.search({ words, limit })) }
  })
}
