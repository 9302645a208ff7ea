import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const orchestratorsRouter = (rpc: Implementer, core: Core) =>
  rpc.orchestrators.router({
    list: rpc.orchestrators.list.handler(() => core.orchestrators.list()),
  })
