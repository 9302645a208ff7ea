import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const decisionsCalls = (home: HomeState): Calls['decisions'] => ({
  list: async (query) => (home.now.kind === 'own' ? home.now.runs.decisionCalls.list(query) : []),
  show: async ({ id }) => home.own().runs.decisionCalls.show(id),
  resolve: async (answer) => home.own().runs.decisionCalls.resolve(answer),
})
