import { stat } from 'node:fs/promises'
import type { ProviderSettings } from '../settings/provider-settings'
import { unknownDialect } from './command-plan'
import type { Environment } from './environment'
import { installedVersion } from './installed-version'
import type { KnownPrograms } from './invocation-request'
import type { Dialect } from './program-dialect'
import { programVersion } from './program-test'
import { providerOf } from './providers/registry'

/** How long a run waits for a program to tell its version, ms, and for how long one that did not is not asked again. */
const patienceMs = 5000
const askAgainMs = 10 * 60_000

interface Known {
  readonly changedAt: number
  readonly version: Promise<string | null>
}

/** Versions of programs, found out once per program file as it is on the disk. */
export class ProgramVersions implements KnownPrograms {
  readonly #environment: Environment
  readonly #now: () => number
  readonly #asked = new Map<string, Known>()
  readonly #found = new Map<string, Known & { readonly foundAt: number; readonly refused: readonly string[] }>()

  constructor(environment: Environment, now: () => number = Date.now) {
    this.#environment = environment
    this.#now = now
  }

  /** Asks the program, whatever it is. */
  async of(settings: ProviderSettings, path: string): Promise<string | null> {
    const changedAt = await changeOf(path)
    const known = this.#asked.get(path)
    if (known?.changedAt === changedAt) return known.version
    const version = programVersion(settings, path, this.#environment)
    this.#asked.set(path, { changedAt, version })
    // It may have been too busy to answer; it is asked again the next time.
    if ((await version) === null) this.#asked.delete(path)
    return version
  }

  /**
   * For a run. Its version: what lies around the program tells, or else the program itself where it is one that can only be asked. Scripts
   * are never started for this, as a run is to start them exactly once. Null where nobody knows, within a few seconds.
   */
  async dialectOf(settings: ProviderSettings, path: string): Promise<Dialect> {
    if (providerOf(settings.kind).known === null) return unknownDialect
    const changedAt = await changeOf(path)
    const known = this.#found.get(path)
    const now = this.#now()
    if (known?.changedAt === changedAt) {
      const version = await known.version
      if (version !== null || now - known.foundAt < askAgainMs) return { version, refused: this.#refusedBy(path) }
    }
    // Another file under its path may understand what the last one refused.
    const refused = known?.changedAt === changedAt ? known.refused : []
    const version = this.#find(settings, path)
    this.#found.set(path, { changedAt, foundAt: now, version, refused })
    return { version: await version, refused }
  }

  refuses(path: string, words: readonly string[]): void {
    const known = this.#found.get(path)
    if (known !== undefined) this.#found.set(path, { ...known, refused: words })
  }

  #refusedBy(path: string): readonly string[] {
    return this.#found.get(path)?.refused ?? []
  }

  async #find(settings: ProviderSettings, path: string): Promise<string | null> {
    const installed = await installedVersion(path)
    if (installed.version !== null || !installed.native) return installed.version
    return programVersion(settings, path, this.#environment, patienceMs)
  }
}

async function changeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.mtimeMs,
    () => 0,
  )
}
