import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const historyRouter = (rpc: Implementer, core: Core) =>
  rpc.history.router({
    search: rpc.history.search.handler(({ input, context }) =>
      core.history.search(input.words, input.limit, context.signal),
    ),
  })
