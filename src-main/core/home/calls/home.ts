import { diagnose } from '../observe/doctor'
import { settingsText } from '../settings/settings-files'
import type { SettingsInForce } from '../settings/settings-in-force'
import type { RecoveryBoard } from '../supervise/recovery-board'
import type { Core } from './core'
import type { LiveCoreOptions } from './live-core-options'
import type { Providers } from './providers'
import { readSamples } from './samples'
import { settingsView } from './settings-view'

/** What the calls about a home need besides what it was opened with. */
export interface HomeParts {
  readonly settings: SettingsInForce
  readonly providers: Providers
  readonly recovery: RecoveryBoard
  readonly changed: () => void
}

/** The contract's calls about the home itself. */
export function homeCalls(
  options: LiveCoreOptions,
  { settings, providers, recovery, changed }: HomeParts,
): Core['home'] {
  const { paths, resourcesPath, environment, door } = options
  return {
    path: paths.root,
    doctor: () => diagnose({ paths, environment, resourcesPath, now: Date.now }),
    panelAddress: () => door.panelAddress(),
    quit: () => door.quit(),
    samples: () => readSamples(resourcesPath),
    dismissRecovery: () => {
      recovery.dismiss()
      changed()
    },
    configText: () => ({ text: settings.effective.text }),
    settingsText: (file) => settingsText(paths, settings.effective, file),
    settings: () =>
      settingsView(paths, settings, providers.cards, {
        versionOf: (card) => providers.versionOf(card),
        isReset: (target) => providers.isReset(target),
      }),
  }
}
