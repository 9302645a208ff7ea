import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const decisionsCalls = (home: HomeState): Calls['decisions'] => ({
  list: async (query) => (home.now.kind === 'foreign' ? [] : (await home.now.runsRead()).decisionCalls.list(query)),
  show: async ({ id }) => (await home.seen().runsRead()).decisionCalls.show(id),
  resolve: async (answer) => home.own().runs.decisionCalls.resolve(answer),
})
