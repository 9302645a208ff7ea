import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const supervisorRouter = (rpc: Implementer, core: Core) => {
  const done = (call: (supervisor: Core['supervisor']) => Promise<void>) => async () => {
    await call(core.supervisor)
    return {}
  }
  return rpc.supervisor.router({
    start: rpc.supervisor.start.handler(done((supervisor) => supervisor.start())),
    stop: rpc.supervisor.stop.handler(done((supervisor) => supervisor.stop())),
    restart: rpc.supervisor.restart.handler(done((supervisor) => supervisor.restart())),
    stopNow: rpc.supervisor.stopNow.handler(done((supervisor) => supervisor.stopNow())),
    retryWorkers: rpc.supervisor.retryWorkers.handler(done((supervisor) => supervisor.retryWorkers())),
    settled: rpc.supervisor.settled.handler(done((supervisor) => supervisor.settled())),
    stopOwner: rpc.supervisor.stopOwner.handler(done((supervisor) => supervisor.stopOwner())),
    ownerPanel: rpc.supervisor.ownerPanel.handler(() => core.supervisor.ownerPanel()),
  })
}
