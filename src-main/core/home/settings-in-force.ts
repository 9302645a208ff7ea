import { join } from 'node:path'
import type { HomePaths } from './home-paths'
import { type Effective, readSettings, workspacePath } from './settings'
import { type Watching, watchFiles } from './watch'
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
  #watch: Watching
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
    this.#watch = this.#watched(this.#files(effective))
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
    // A reading that was under way may have begun to watch anew.
    await this.#watch[Symbol.asyncDispose]()
  }

  /** Resolves when edits are noticed from now on. */
  get watching(): Promise<void> {
    return this.#watch.ready
  }

  #watched(files: readonly string[]): Watching {
    return watchFiles(files, () => this.#reread(), this.#failed)
  }

  #files({ settings }: Effective): string[] {
    const orchestrators = Object.keys(settings.orchestrators).map((id) =>
      join(workspacePath(this.#paths, settings, id), 'orchestrator.yaml'),
    )
    return [this.#paths.config, ...orchestrators]
  }

  #reread(): void {
    this.#reading = this.#reading.then(() => this.#read()).catch(this.#failed)
  }

  /** Watches anew before it reads, since a watch tells nothing of what was saved before it was ready. */
  async #read(): Promise<void> {
    let found = await readSettings(this.#paths)
    let watched: string[]
    do {
      if (this.#closed) return
      watched = this.#files(found.ok ? found.effective : this.#effective)
      await this.#watch[Symbol.asyncDispose]()
      this.#watch = this.#watched(watched)
      await this.#watch.ready
      found = await readSettings(this.#paths)
    } while (found.ok && this.#files(found.effective).join('\n') !== watched.join('\n'))
    if (this.#closed) return
    this.#refused = found.ok ? [] : found.problems
    if (found.ok) this.#effective = found.effective
    this.#changed(found.ok ? 'applied' : 'refused')
  }
}
