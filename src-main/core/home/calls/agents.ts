import type { Calls } from '../core'
import type { HomeState } from '../home-state'
import { resetAgent } from '../reset-agent'

export const agentsCalls = (home: HomeState): Calls['agents'] => ({
  async reset(target) {
    const seen = home.seen()
    await resetAgent(seen.options.paths, () => seen.effective, target)
  },
})
