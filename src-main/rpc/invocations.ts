import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const invocationsRouter = (rpc: Implementer, core: Core) =>
  rpc.invocations.router({
    recent: rpc.invocations.recent.handler(({ input }) => core.invocations.recent(input.limit)),
    follow: rpc.invocations.follow.handler(({ input, context }) => core.invocations.follow(input.id, context.signal)),
    events: rpc.invocations.events.handler(({ input, context }) => core.invocations.events(input.id, context.signal)),
    log: rpc.invocations.log.handler(({ input, context }) => core.invocations.log(input.id, context.signal)),
  })
