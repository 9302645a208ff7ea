import type { Core } from '../core/core'
import type { Implementer } from './implementer'

export const homeRouter = (rpc: Implementer, { home }: Core) =>
  rpc.home.router({
    samples: rpc.home.samples.handler(() => home.samples()),
    settings: rpc.home.settings.handler(() => home.settings()),
    dismissRecovery: rpc.home.dismissRecovery.handler(() => {
      home.dismissRecovery()
      return {}
    }),
  })
