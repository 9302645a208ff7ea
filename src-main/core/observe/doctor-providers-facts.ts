import type { HomePaths } from '../ground/home-paths'
import type { Environment } from '../provider/environment'
import { foundProgram, programVersion } from '../provider/program-test'
import { type Effective, readSettings } from '../settings/settings'
import { Settings } from '../settings/settings-schema'
import type { ProviderFacts } from './doctor-providers'

export async function providerFacts(paths: HomePaths, environment: Environment): Promise<ProviderFacts> {
  const read = await readSettings(paths)
  const effective = read.ok ? read.effective : null
  const { providers } = effective?.settings ?? Settings.parse({})
  const examined = Object.entries(providers).map(async ([name, settings]) => {
    const found = await foundProgram(settings, environment)
    const { ok } = found
    return {
      name,
      path: ok ? found.path : null,
      missing: ok ? null : { reason: found.reason, nextStep: found.nextStep },
      version: ok ? await programVersion(settings, found.path, environment) : null,
      kind: settings.kind,
      usedBy: effective === null ? [] : usersOf(name, effective),
    }
  })
  return {
    configPath: paths.config,
    problems: read.ok ? read.effective.problems : read.problems,
    providers: await Promise.all(examined),
  }
}

function usersOf(provider: string, { orchestrators }: Effective): string[] {
  return [...orchestrators.values()].flatMap(({ id, agents }) =>
    Object.entries(agents).flatMap(([agent, settings]) => (settings.provider === provider ? [`${id}/${agent}`] : [])),
  )
}
