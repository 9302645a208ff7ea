import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const providersRouter = (rpc: Implementer, core: Core) =>
  rpc.providers.router({
    test: rpc.providers.test.handler(({ input }) => core.providers.test(input.name)),
    resume: rpc.providers.resume.handler(({ input }) => {
      core.providers.resume(input.name)
      return {}
    }),
  })
