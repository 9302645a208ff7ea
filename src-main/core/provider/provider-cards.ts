import type { ProviderCard } from '#shared/board'
import type { ProviderSettings } from '../settings/provider-settings'
import type { Environment } from './environment'
import { foundProgram } from './program-test'

/** Which program each provider resolves to on this machine now. */
export async function providerCards(
  providers: Readonly<Record<string, ProviderSettings>>,
  environment: Environment,
): Promise<ProviderCard[]> {
  return Promise.all(
    Object.entries(providers).map(async ([name, settings]) => {
      const found = await foundProgram(settings, environment)
      return { name, kind: settings.kind, path: found.ok ? found.path : null, practice: name === 'practice' }
    }),
  )
}
