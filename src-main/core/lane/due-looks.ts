import type { FolderIndex } from './folder-index'

/** How long work on names may hold the event loop, ms. */
const sliceMs = 4
/** Names that need not be looked at before others are collected this long, ms. */
const laterMs = 50

/**
 * Names that had a file event and are to be looked at again: each once, however many events it had, and in slices, so that
 * a flood of events cannot hold the event loop.
 */
export class DueLooks {
  readonly #look: (index: FolderIndex, file: string) => void
  #due = new Map<FolderIndex, Set<string>>()
  #later = new Map<FolderIndex, Set<string>>()
  #draining = false
  #timer: NodeJS.Timeout | null = null

  constructor(look: (index: FolderIndex, file: string) => void) {
    this.#look = look
  }

  /** To be looked at in this turn of the event loop or one of the next. */
  soon(index: FolderIndex, file: string): void {
    namesOf(this.#due, index).add(file)
    this.#begin()
  }

  /** For folders whose events mostly tell what this process did itself and has heard of already. */
  later(index: FolderIndex, file: string): void {
    namesOf(this.#later, index).add(file)
    this.#timer ??= setTimeout(() => this.#bringForward(), laterMs)
  }

  /** True of a name whose turn to be looked at comes soon. */
  isDue(index: FolderIndex, file: string): boolean {
    return this.#due.get(index)?.has(file) ?? false
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #bringForward(): void {
    this.#timer = null
    for (const [index, files] of this.#later) for (const file of files) namesOf(this.#due, index).add(file)
    this.#later.clear()
    this.#begin()
  }

  #begin(): void {
    if (this.#draining) return
    this.#draining = true
    setImmediate(() => this.#drain())
  }

  #drain(): void {
    const sliceEnd = performance.now() + sliceMs
    for (const [index, files] of this.#due) {
      for (const file of files) {
        files.delete(file)
        this.#look(index, file)
        if (performance.now() > sliceEnd) {
          setImmediate(() => this.#drain())
          return
        }
      }
      this.#due.delete(index)
    }
    this.#draining = false
  }
}

function namesOf(looks: Map<FolderIndex, Set<string>>, index: FolderIndex): Set<string> {
  let names = looks.get(index)
  if (names === undefined) {
    names = new Set()
    looks.set(index, names)
  }
  return names
}
