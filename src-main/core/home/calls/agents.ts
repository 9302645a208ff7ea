import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const agentsCalls = (home: HomeState): Calls['agents'] => ({
  reset: async (target) => home.own().providers.reset(target),
})
