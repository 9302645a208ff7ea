import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const spendRouter = (rpc: Implementer, core: Core) =>
  rpc.spend.router({
    summary: rpc.spend.summary.handler(({ input }) => core.spend.summary(input)),
  })
