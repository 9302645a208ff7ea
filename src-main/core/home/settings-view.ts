import type { ProviderCard } from '#shared/board'
import type { SettingsView } from '#shared/contract'
import { programOf } from '../provider/program-test'
import type { HomePaths } from './home-paths'
import type { SettingsInForce } from './settings-in-force'

/** The settings in force as the panel shows them. `versionOf` asks a provider's program. */
export async function settingsView(
  paths: HomePaths,
  { effective, problems }: Pick<SettingsInForce, 'effective' | 'problems'>,
  providers: readonly ProviderCard[],
  versionOf: (card: ProviderCard) => Promise<string | null>,
): Promise<SettingsView> {
  const usedBy = (name: string): string[] =>
    [...effective.orchestrators.values()].flatMap((orchestrator) =>
      Object.entries(orchestrator.agents)
        .filter(([, agent]) => agent.provider === name)
        .map(([agentId]) => `${orchestrator.id}/${agentId}`),
    )
  return {
    configPath: paths.config,
    text: effective.text,
    problems: [...problems],
    providers: await Promise.all(
      providers.map(async (card) => {
        const { name, kind, path } = card
        const settings = effective.settings.providers[name]
        const program = settings === undefined ? '' : programOf(settings)
        return { name, kind, program, path, version: await versionOf(card), usedBy: usedBy(name) }
      }),
    ),
  }
}
