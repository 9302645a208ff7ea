import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const decisionsRouter = (rpc: Implementer, core: Core) =>
  rpc.decisions.router({
    list: rpc.decisions.list.handler(({ input }) => core.decisions.list(input)),
    show: rpc.decisions.show.handler(({ input }) => core.decisions.show(input.id)),
    resolve: rpc.decisions.resolve.handler(({ input }) => core.decisions.resolve(input)),
  })
