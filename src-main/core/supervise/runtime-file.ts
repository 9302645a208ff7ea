import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceFile } from '../ground/durable-write'
import type { KeptFile } from '../ground/kept-files'

/** The one writer of a small file of the owner: writes are serialized and only the newest waiting value is written. */
export class RuntimeFile implements KeptFile {
  readonly #path: string
  readonly #troubled: (error: unknown) => void
  #waiting: string | null = null
  #last: string | null = null
  #writing: Promise<void> | null = null
  #trouble = false

  /** `troubled` is told why a write failed, and null once one went through again. */
  constructor(path: string, troubled: (error: unknown) => void) {
    this.#path = path
    this.#troubled = troubled
  }

  write(value: object): void {
    this.#waiting = `${JSON.stringify(value, null, 2)}\n`
    this.#last = this.#waiting
    this.#writing ??= this.#drain()
  }

  restore(): boolean {
    if (this.#last === null || this.#writing !== null) return false
    if (existsSync(this.#path) || !existsSync(dirname(this.#path))) return false
    this.#waiting = this.#last
    this.#writing = this.#drain()
    return true
  }

  /** Resolves once everything given so far is on the disk, or was reported as impossible. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async #drain(): Promise<void> {
    while (this.#waiting !== null) {
      const text = this.#waiting
      this.#waiting = null
      try {
        await replaceFile(this.#path, text)
        if (this.#trouble) this.#troubled(null)
        this.#trouble = false
      } catch (error) {
        this.#trouble = true
        this.#troubled(error)
      }
    }
    this.#writing = null
  }
}
