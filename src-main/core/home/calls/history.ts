import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const historyCalls = (home: HomeState): Calls['history'] => ({
  search: async ({ words, limit }, signal = AbortSignal.any([])) =>
    home.now.kind === 'foreign'
      ? { hits: [], lookedAt: 0, unlooked: null }
      : home.now.options.history.search(words, limit, home.now.living(signal)),
})
