import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const agentsRouter = (rpc: Implementer, core: Core) =>
  rpc.agents.router({
    reset: rpc.agents.reset.handler(async ({ input }) => {
      await core.agents.reset(input)
      return {}
    }),
  })
