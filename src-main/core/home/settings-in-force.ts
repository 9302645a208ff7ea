import { join } from 'node:path'
import type { HomePaths } from './home-paths'
import { type Effective, readSettings, workspacePath } from './settings'
import { watchFiles } from './watch'
import type { SettingsProblem } from './yaml-file'

/**
 * The settings that count now. Edits take effect while the app runs; one that is wrong never does: what was in force stays
 * so, and its problems are told until it is mended. `durability` alone waits for the next start of the app.
 */
export class SettingsInForce implements AsyncDisposable {
  readonly #paths: HomePaths
  readonly #changed: (edit: 'applied' | 'refused') => void
  readonly #failed: (error: unknown) => void
  #effective: Effective
  #refused: readonly SettingsProblem[] = []
  #watch: AsyncDisposable
  #reading: Promise<void> = Promise.resolve()
  #closed = false

  constructor(
    paths: HomePaths,
    effective: Effective,
    changed: (edit: 'applied' | 'refused') => void,
    failed: (error: unknown) => void,
  ) {
    this.#paths = paths
    this.#effective = effective
    this.#changed = changed
    this.#failed = failed
    this.#watch = this.#watched()
  }

  get effective(): Effective {
    return this.#effective
  }

  /** What is wrong with the files as they are now. */
  get problems(): readonly SettingsProblem[] {
    return [...this.#refused, ...this.#effective.problems]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    await this.#watch[Symbol.asyncDispose]()
    await this.#reading
  }

  #watched(): AsyncDisposable {
    const { settings } = this.#effective
    const files = Object.keys(settings.orchestrators).map((id) =>
      join(workspacePath(this.#paths, settings, id), 'orchestrator.yaml'),
    )
    return watchFiles([this.#paths.config, ...files], () => this.#reread(), this.#failed)
  }

  #reread(): void {
    this.#reading = this.#reading.then(() => this.#read()).catch(this.#failed)
  }

  async #read(): Promise<void> {
    if (this.#closed) return
    const found = await readSettings(this.#paths)
    if (this.#closed) return
    this.#refused = found.ok ? [] : found.problems
    if (found.ok) {
      this.#effective = found.effective
      await this.#watch[Symbol.asyncDispose]()
      this.#watch = this.#watched()
    }
    this.#changed(found.ok ? 'applied' : 'refused')
  }
}
