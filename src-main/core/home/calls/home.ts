import { diagnose } from '../../observe/doctor'
import { settingsText } from '../../settings/settings-files'
import type { Calls } from '../core'
import type { HomeState } from '../home-state'
import { readSamples } from '../samples'
import { settingsView } from '../settings-view'

export const homeCalls = (home: HomeState): Calls['home'] => ({
  async doctor() {
    const { paths, resourcesPath, environment } = await home.now.examined()
    return diagnose({ paths, environment, resourcesPath, now: Date.now })
  },
  panelAddress: async () => home.now.options.door.panelAddress(),
  quit: async () => home.now.options.door.quit(),
  samples: async () => (home.now.kind === 'own' ? readSamples(home.now.options.resourcesPath) : []),
  async dismissRecovery() {
    if (home.now.kind === 'own') home.now.dismissRecovery()
  },
  configText: async () => ({ text: home.own().effective.text }),
  settingsText: async (file) => settingsText(home.own().options.paths, home.own().effective, file),
  async settings() {
    const { settings, providers, options } = home.own()
    return settingsView(options.paths, settings, providers.cards, {
      versionOf: (card) => providers.versionOf(card),
      isReset: (target) => providers.isReset(target),
    })
  },
})
