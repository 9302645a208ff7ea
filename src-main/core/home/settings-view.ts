import type { ProviderCard } from '#shared/board'
import type { ResetTarget } from '#shared/contract'
import type { PlacedProblem, SettingsView } from '#shared/settings'
import type { HomePaths } from '../ground/home-paths'
import { isFolder } from '../ground/is-folder'
import { masked } from '../ground/mask-secrets'
import { providerOf } from '../provider/providers/registry'
import { maskedConfig } from '../settings/masked-config'
import { settingsFiles } from '../settings/settings-files'
import type { SettingsInForce } from '../settings/settings-in-force'
import type { SettingsProblem } from '../settings/yaml-file'

export interface SettingsQuestions {
  /** Asks a provider's program. */
  readonly versionOf: (card: ProviderCard) => Promise<string | null>
  /** Whether a fresh conversation is asked for and not yet begun. */
  readonly isReset: (target: ResetTarget) => Promise<boolean>
}

/** The settings in force as the panel shows them. */
export async function settingsView(
  paths: HomePaths,
  {
    effective,
    problems,
    warnings,
    lastEdit,
  }: Pick<SettingsInForce, 'effective' | 'problems' | 'warnings' | 'lastEdit'>,
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
    ...maskedConfig(effective.text),
    files: [...(await settingsFiles(paths, effective)).keys()],
    problems: problems.map(placeOf),
    warnings: warnings.map(placeOf),
    lastEdit: lastEdit === null ? null : { at: lastEdit.at, changes: [...lastEdit.changes], more: lastEdit.more },
    sharedWorkspaces: await Promise.all(
      [...effective.sharedWorkspaces.values()].map(async (shared) => ({
        ...shared,
        isThere: await isFolder(shared.path),
        grantedTo: Object.entries(effective.settings.orchestrators).flatMap(([id, { shared_access: granted }]) =>
          granted.includes(shared.name) ? [id] : [],
        ),
      })),
    ),
    providers: await Promise.all(
      providers.map(async (card) => {
        const { name, kind, path } = card
        const settings = effective.settings.providers[name]
        const program = settings === undefined ? '' : providerOf(settings.kind).program(settings).name
        return { name, kind, program, path, version: await versionOf(card), usedBy: usedBy(name) }
      }),
    ),
    agents: await Promise.all(
      orchestrators.flatMap(({ id: orchestrator, agents }) =>
        Object.entries(agents).map(async ([agent, { provider, permissions }]) => {
          const reset = await isReset({ orchestrator, agent })
          const settings = effective.settings.providers[provider]
          const held = settings === undefined ? permissions : providerOf(settings.kind).held(permissions)
          return { orchestrator, agent, provider, permissions: held, reset }
        }),
      ),
    ),
    reset: await isReset({ orchestrator: '', agent: null }),
  }
}

function placeOf({ file, line, column, sentence }: SettingsProblem): PlacedProblem {
  return { file, line, column, sentence: masked(sentence, {}) }
}
