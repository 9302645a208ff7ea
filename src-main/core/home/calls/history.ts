import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const historyCalls = (home: HomeState): Calls['history'] => ({
  search: async ({ words, limit }, signal = AbortSignal.any([])) =>
    home.now.kind === 'own'
      ? home.now.options.history.search(words, limit, home.now.living(signal))
      : { hits: [], lookedAt: 0, unlooked: null },
})
