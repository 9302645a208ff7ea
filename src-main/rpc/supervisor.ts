import type { Core } from '../core/core'
import type { Implementer } from './implementer'

export const supervisorRouter = (rpc: Implementer, { supervisor }: Core) =>
  rpc.supervisor.router({
    start: rpc.supervisor.start.handler(async () => {
      await supervisor.start()
      return {}
    }),
    stop: rpc.supervisor.stop.handler(async () => {
      await supervisor.stop()
      return {}
    }),
    restart: rpc.supervisor.restart.handler(async () => {
      await supervisor.restart()
      return {}
    }),
  })
