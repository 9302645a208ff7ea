import type { Core } from '../core/core'
import type { Implementer } from './implementer'

export const boardRouter = (rpc: Implementer, { board }: Core) =>
  rpc.board.router({
    follow: rpc.board.follow.handler(({ context }) => board.follow(context.signal)),
  })
