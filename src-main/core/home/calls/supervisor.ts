import type { Calls } from '../core'
import type { HomeState } from '../home-state'

/** Start, stop and their kin are accepted at once; the board tells how they go on. */
export const supervisorCalls = (home: HomeState): Calls['supervisor'] => ({
  start: async () => home.own().supervisor.start(),
  stop: async () => home.own().supervisor.stop(),
  restart: async () => home.own().supervisor.restart(),
  stopNow: async () => home.own().supervisor.stopNow(),
  retryWorkers: async () => home.own().supervisor.retryWorkers(),
  settled: async () => (home.now.kind === 'own' ? home.now.holding.settled() : undefined),
  stopOwner: async () => home.foreign().endOwner(),
  ownerPanel: async () => home.foreign().panelAddress(),
})
