import { stat } from 'node:fs/promises'
import type { Environment } from './environment'
import { programVersion } from './program-test'
import type { ProviderSettings } from './provider-settings'

/** Versions of programs, asked once per program file as it is on the disk. */
export class ProgramVersions {
  readonly #environment: Environment
  readonly #known = new Map<string, { readonly changedAt: number; readonly version: Promise<string | null> }>()

  constructor(environment: Environment) {
    this.#environment = environment
  }

  async of(settings: ProviderSettings, path: string): Promise<string | null> {
    const changedAt = await stat(path).then(
      (found) => found.mtimeMs,
      () => 0,
    )
    const known = this.#known.get(path)
    if (known?.changedAt === changedAt) return known.version
    const version = programVersion(settings, path, this.#environment)
    this.#known.set(path, { changedAt, version })
    // It may have been too busy to answer; it is asked again the next time.
    if ((await version) === null) this.#known.delete(path)
    return version
  }
}
