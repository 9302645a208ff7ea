import type { ProviderCard } from '#shared/board'
import type { SettingsView } from '#shared/contract'
import type { HomePaths } from './home-paths'
import { programOf } from './provider-cards'
import type { SettingsInForce } from './settings-in-force'

/** The settings in force as the panel shows them. */
export function settingsView(
  paths: HomePaths,
  { effective, problems }: Pick<SettingsInForce, 'effective' | 'problems'>,
  providers: readonly ProviderCard[],
): SettingsView {
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
    providers: providers.map(({ name, kind, path }) => {
      const settings = effective.settings.providers[name]
      return { name, kind, program: settings === undefined ? '' : programOf(settings), path, usedBy: usedBy(name) }
    }),
  }
}
