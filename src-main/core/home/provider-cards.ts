import type { ProviderCard } from '#shared/board'
import type { Environment } from '../provider/environment'
import { foundProgram } from '../provider/program-test'
import type { ProviderSettings } from '../provider/provider-settings'

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
