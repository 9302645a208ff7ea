import type { Finding } from '#shared/finding'
import { testedSince, tooOld } from '../provider/program-dialect'
import { providerOf } from '../provider/providers/registry'
import type { ProviderKind } from '../settings/provider-settings'
import { problemSentence, type SettingsProblem } from '../settings/yaml-file'
import { finding, fine, some } from './finding-of'

export interface ProviderFacts {
  readonly configPath: string
  readonly problems: readonly SettingsProblem[]
  readonly providers: readonly {
    readonly name: string
    readonly path: string | null
    /** Why its program was not found, and what to do; null when it was. */
    readonly missing: { readonly reason: string; readonly nextStep: string } | null
    /** What the program says its version is; null where it is not asked or says nothing. */
    readonly version: string | null
    /** Commands are not asked for their version. */
    readonly kind: ProviderKind
    /** The agents that use it. */
    readonly usedBy: readonly string[]
  }[]
}

/** The settings on the disk, and the programs they name. Pure. */
export function providerFindings({ configPath, problems, providers }: ProviderFacts): Finding[] {
  const wrong = problems.map((problem) =>
    finding('settings', 'error', problemSentence(problem), 'Mend the file; it is read again as soon as it is saved.'),
  )
  const settings = wrong.length > 0 ? wrong : [fine('settings', `${configPath} and what it names are right.`)]
  return [...settings, ...providers.map(providerFinding)]
}

function providerFinding(provider: ProviderFacts['providers'][number]): Finding {
  const { name, path, missing, version, kind, usedBy } = provider
  const id = `provider.${name}`
  const users = usedBy.length === 0 ? 'no agent uses it' : `used by ${some(usedBy)}`
  if (missing !== null || path === null) {
    const detail = `${missing?.reason ?? 'Its program was not found.'} (${users})`
    return usedBy.length === 0 ? fine(id, detail) : finding(id, 'error', detail, missing?.nextStep ?? null)
  }
  const { known } = providerOf(kind)
  if (known !== null && version === null) {
    const detail = `${path} does not tell its version (${users}).`
    return finding(id, usedBy.length === 0 ? 'notice' : 'warning', detail, 'Try it in a terminal, or install it again.')
  }
  const old = tooOld(known, version)
  if (old !== null) {
    return finding(id, usedBy.length === 0 ? 'notice' : 'warning', `${path}: ${old.reason} (${users})`, old.nextStep)
  }
  const tested = testedSince(known)
  const versions = [version === null ? null : `version ${version}`, tested].filter((part) => part !== null)
  const lacks = known?.lacking(version) ?? null
  return fine(id, `${[path, ...versions].join(', ')} (${users}).${lacks === null ? '' : ` ${lacks}`}`)
}
