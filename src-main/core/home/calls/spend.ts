import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const spendCalls = (home: HomeState): Calls['spend'] => ({
  summary: async (query) => (home.now.kind === 'own' ? home.now.providers.summary(query) : []),
})
