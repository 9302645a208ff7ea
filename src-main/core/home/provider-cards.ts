import type { ProviderCard } from '#shared/board'
import { findProgram } from '../provider/find-program'
import type { ProviderSettings } from '../provider/provider-settings'

/** The program a provider runs, as its settings name it. */
export function programOf(settings: ProviderSettings): string {
  return settings.kind === 'command' ? (settings.argv[0] ?? '') : settings.binary
}

/** Which program each provider resolves to on this machine now. */
export async function providerCards(
  providers: Readonly<Record<string, ProviderSettings>>,
  environment: NodeJS.ProcessEnv,
): Promise<ProviderCard[]> {
  return Promise.all(
    Object.entries(providers).map(async ([name, settings]) => {
      const program = programOf(settings)
      // The word `node` means the program this process runs in.
      const found = program === 'node' ? null : await findProgram(program, { environment, cwd: process.cwd() })
      const path = found === null ? process.execPath : found.ok ? found.path : null
      return { name, kind: settings.kind, path, practice: name === 'practice' }
    }),
  )
}
