import { orchestratorViews } from '../../orchestrate/orchestrator-views'
import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const orchestratorsCalls = (home: HomeState): Calls['orchestrators'] => ({
  list: async () => (home.now.kind === 'foreign' ? [] : orchestratorViews(home.now.effective, home.now.options.paths)),
})
