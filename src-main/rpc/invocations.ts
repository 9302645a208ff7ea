import type { Core } from '../core/core'
import type { Implementer } from './implementer'

export const invocationsRouter = (rpc: Implementer, { invocations }: Core) =>
  rpc.invocations.router({
    recent: rpc.invocations.recent.handler(({ input }) => invocations.recent(input.limit)),
    follow: rpc.invocations.follow.handler(({ input, context }) => invocations.follow(input.id, context.signal)),
    log: rpc.invocations.log.handler(({ input, context }) => invocations.log(input.id, context.signal)),
  })
