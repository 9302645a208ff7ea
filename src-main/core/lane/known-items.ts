import type { Candidate } from './schedule'
import { fileIdentity, type Listed } from './sliced-scan'

/**
 * What is known of the items that wait or run, by the file they are. An item that gets another name (its retry, its
 * return to the line) is the same file with the same bytes, so its key is known at once: there is no moment in which it
 * stands in line unread and a later item of its key could start.
 */
export class KnownItems {
  readonly #byFile = new Map<string, Candidate>()
  readonly #files = new WeakMap<Candidate, string>()

  keep(listed: Listed, candidate: Candidate): void {
    const file = fileIdentity(listed)
    this.#byFile.set(file, candidate)
    this.#files.set(candidate, file)
  }

  find(listed: Listed): Candidate | null {
    return this.#byFile.get(fileIdentity(listed)) ?? null
  }

  forget(candidate: Candidate): void {
    const file = this.#files.get(candidate)
    if (file !== undefined && this.#byFile.get(file) === candidate) this.#byFile.delete(file)
  }
}
