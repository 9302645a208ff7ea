import type { ProviderCard } from '#shared/board'
import type { ResetTarget, SettingsView } from '#shared/contract'
import { programOf } from '../provider/program-test'
import type { HomePaths } from './home-paths'
import type { SettingsInForce } from './settings-in-force'

export interface SettingsQuestions {
  /** Asks a provider's program. */
  readonly versionOf: (card: ProviderCard) => Promise<string | null>
  /** Whether a fresh conversation is asked for and not yet begun. */
  readonly isReset: (target: ResetTarget) => Promise<boolean>
}

/** The settings in force as the panel shows them. */
export async function settingsView(
  paths: HomePaths,
  { effective, problems }: Pick<SettingsInForce, 'effective' | 'problems'>,
  providers: readonly ProviderCard[],
  { versionOf, isReset }: SettingsQuestions,
): Promise<SettingsView> {
  const orchestrators = [...effective.orchestrators.values()]
  const usedBy = (name: string): string[] =>
    orchestrators.flatMap((orchestrator) =>
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
    agents: await Promise.all(
      orchestrators.flatMap(({ id: orchestrator, agents }) =>
        Object.entries(agents).map(async ([agent, { provider, permissions }]) => {
          const reset = await isReset({ orchestrator, agent })
          return { orchestrator, agent, provider, permissions, reset }
        }),
      ),
    ),
    reset: await isReset({ orchestrator: '', agent: null }),
  }
}
