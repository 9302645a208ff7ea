import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const boardRouter = (rpc: Implementer, core: Core) =>
  rpc.board.router({
    follow: rpc.board.follow.handler(({ context }) => core.board.follow(context.signal)),
  })
