import { posix, win32 } from 'node:path'
import type { ProviderKind } from '../settings/provider-settings'
import { allProviders, providerOf } from './providers/registry'

export type Environment = Readonly<Record<string, string | undefined>>

/** Every process of an attempt inherits this variable; its value is the invocation's id. */
export const attemptVariable = 'LANEKEEPER_ATTEMPT'

const everywhere = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|TZ|TMPDIR|TEMP|TMP)$/,
  /^LC_[A-Z]+$/,
  /^XDG_[A-Z_]+$/,
  /^(HTTPS?|ALL|NO|FTP)_PROXY$/i,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/,
  ...allProviders.flatMap(({ environment }) => environment.everywhere ?? []),
]

/** Without these a Windows program cannot find its own system. */
const onWindows =
  /^(SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|USERNAME|USERDOMAIN|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES(\(X86\))?|PROGRAMW6432|COMMONPROGRAMFILES(\(X86\))?|NUMBER_OF_PROCESSORS|PROCESSOR_ARCHITECTURE|OS)$/

const ofSurroundingRun = allProviders.flatMap(({ environment }) => environment.surrounding ?? [])

export function inheritedEnvironment(
  kind: ProviderKind,
  from: Environment,
  platform: NodeJS.Platform,
): Record<string, string> {
  const windows = platform === 'win32'
  const { inherited } = providerOf(kind).environment
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(from)) {
    // Windows does not tell `Path` from `PATH`.
    const known = windows ? name.toUpperCase() : name
    const allowed =
      everywhere.some((pattern) => pattern.test(known)) ||
      (windows && onWindows.test(known)) ||
      inherited?.test(known) === true
    if (value !== undefined && allowed && !ofSurroundingRun.some((pattern) => pattern.test(known))) kept[name] = value
  }
  return kept
}

/**
 * What a run sees: the allow-list, then what its provider sets, then the settings, and always the marker. Relative entries
 * of the PATH are dropped: a program of theirs would be one that lies in the agent's workspace.
 */
export function runEnvironment(layers: {
  readonly kind: ProviderKind
  readonly from: Environment
  readonly platform: NodeJS.Platform
  readonly provided: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, string>>
  readonly attempt: string
}): Record<string, string> {
  const { platform } = layers
  const all = {
    ...inheritedEnvironment(layers.kind, layers.from, platform),
    ...layers.provided,
    ...layers.settings,
    [attemptVariable]: layers.attempt,
  }
  const isPath = (name: string) => (platform === 'win32' ? name.toUpperCase() : name) === 'PATH'
  const safe = Object.entries(all).flatMap(([name, value]) => {
    if (!isPath(name)) return [[name, value]]
    const folders = pathFolders(value, platform)
    return folders.length === 0 ? [] : [[name, folders.join(platform === 'win32' ? ';' : ':')]]
  })
  return Object.fromEntries(safe)
}

/** The folders of a PATH that are the same whatever the working folder is. */
export function pathFolders(value: string, platform: NodeJS.Platform): string[] {
  const { isAbsolute, delimiter } = platform === 'win32' ? win32 : posix
  return value.split(delimiter).filter((folder) => isAbsolute(folder))
}

/** A variable by name as the platform compares names. */
export function variable(environment: Environment, name: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== 'win32') return environment[name]
  const key = Object.keys(environment).find((each) => each.toUpperCase() === name.toUpperCase())
  return key === undefined ? undefined : environment[key]
}
