import type { HomePaths } from '../ground/home-paths'
import { type Watching, type WatchOptions, watchFiles } from '../ground/watch'
import { nextSettings } from './next-settings'
import type { Effective, LoadedSettings } from './settings'
import { changesBetween, type SettingsChanges } from './settings-changes'
import { problemSentence, type SettingsProblem } from './yaml-file'

/** What came of an edit: both lists are empty when it changed nothing that counts. */
export interface SettingsEdit extends SettingsChanges {
  /** When it was read, ms since the epoch. */
  readonly at: number
  /** What is wrong now and was not before. */
  readonly problems: readonly SettingsProblem[]
}

/**
 * The settings that count now. Edits take effect while the app runs; one that is wrong never does: what was in force stays
 * so, and its problems are told until it is mended. `durability` alone waits for the next start of the app.
 */
export class SettingsInForce implements AsyncDisposable {
  readonly #paths: HomePaths
  readonly #changed: (edit: SettingsEdit) => void
  readonly #failed: (error: unknown) => void
  #effective: LoadedSettings
  #refused: readonly SettingsProblem[] = []
  #lastEdit: SettingsEdit | null = null
  #readAt: number | null = null
  readonly #watchOptions: Partial<WatchOptions>
  #watch: Watching
  #reading: Promise<void> = Promise.resolve()
  #closed = false
  #isUnwatched = false

  constructor(
    paths: HomePaths,
    effective: LoadedSettings,
    changed: (edit: SettingsEdit) => void,
    failed: (error: unknown) => void,
    watchOptions: Partial<WatchOptions> = {},
  ) {
    this.#paths = paths
    this.#effective = effective
    this.#changed = changed
    this.#failed = failed
    this.#watchOptions = watchOptions
    this.#watch = this.#watched(effective.files)
  }

  get effective(): Effective {
    return this.#effective
  }

  /** What is wrong with the files as they are now. */
  get problems(): readonly SettingsProblem[] {
    return [...this.#refused, ...this.#effective.problems]
  }

  /** What works, but most likely not as it was meant. */
  get warnings(): readonly SettingsProblem[] {
    return this.#effective.warnings
  }

  /** The last edit that changed something; null until there is one. */
  get lastEdit(): SettingsEdit | null {
    return this.#lastEdit
  }

  /** When the files were last read, ms since the epoch; null: not since they were loaded. */
  get readAt(): number | null {
    return this.#readAt
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

  /** Why edits are noticed by looking alone, or null. */
  get watchTrouble(): string | null {
    return this.#watch.trouble
  }

  #watched(files: readonly string[]): Watching {
    return watchFiles(
      files,
      () => this.#reread(),
      (error) => this.#unwatched(error),
      this.#watchOptions,
    )
  }

  /** Told once: each reading watches anew, and is refused anew. */
  #unwatched(error: unknown): void {
    if (this.#isUnwatched) return
    this.#isUnwatched = true
    this.#failed(error)
  }

  #reread(): void {
    this.#reading = this.#reading.then(() => this.#read()).catch(this.#failed)
  }

  /** Watches anew before it reads, since a watch tells nothing of what was saved before it was ready. */
  async #read(): Promise<void> {
    let next = await nextSettings(this.#paths, this.#effective)
    let watched: string
    do {
      if (this.#closed) return
      watched = next.watched.join('\n')
      await this.#watch[Symbol.asyncDispose]()
      this.#watch = this.#watched(next.watched)
      await this.#watch.ready
      next = await nextSettings(this.#paths, this.#effective)
    } while (next.watched.join('\n') !== watched)
    if (this.#closed) return
    const known = new Set(this.problems.map(problemSentence))
    const changes = changesBetween(this.#effective, next.effective)
    this.#refused = next.refused
    this.#effective = next.effective
    const problems = this.problems.filter((problem) => !known.has(problemSentence(problem)))
    this.#readAt = Date.now()
    const edit = { at: this.#readAt, ...changes, problems }
    if (changes.changes.length > 0) this.#lastEdit = edit
    this.#changed(edit)
  }
}
