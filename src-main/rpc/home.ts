import type { Core } from '../core/home/core'
import type { Implementer } from './implementer'

export const homeRouter = (rpc: Implementer, core: Core) =>
  rpc.home.router({
    doctor: rpc.home.doctor.handler(() => core.home.doctor()),
    samples: rpc.home.samples.handler(() => core.home.samples()),
    settings: rpc.home.settings.handler(() => core.home.settings()),
    configText: rpc.home.configText.handler(() => core.home.configText()),
    settingsText: rpc.home.settingsText.handler(({ input }) => core.home.settingsText(input)),
    panelAddress: rpc.home.panelAddress.handler(() => core.home.panelAddress()),
    quit: rpc.home.quit.handler(() => {
      core.home.quit()
      return {}
    }),
    dismissRecovery: rpc.home.dismissRecovery.handler(() => {
      core.home.dismissRecovery()
      return {}
    }),
  })
