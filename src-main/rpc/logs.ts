import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const logsRouter = (rpc: Implementer, core: Core) =>
  rpc.logs.router({
    follow: rpc.logs.follow.handler(({ input, context }) => core.logs.follow(input, context.signal)),
  })
