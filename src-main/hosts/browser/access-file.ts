import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { replaceFile } from '../../core/ground/durable-write'
import { homePaths } from '../../core/ground/home-paths'
import { makeFolder } from '../../core/ground/make-folder'

/**
 * `daemon/access-token`: the address that opens the panel next, readable by the owner of the home only. Changes happen
 * one after another; disposing removes the file, if it was ever written here, and ends them.
 */
export class AccessFile implements AsyncDisposable {
  readonly #folder: string
  readonly #path: string
  readonly #onFault: (error: unknown, path: string) => void
  #last: Promise<void> = Promise.resolve()
  #written = false
  #ended = false

  constructor(homePath: string, onFault: (error: unknown, path: string) => void) {
    this.#folder = homePaths(homePath).daemon
    this.#path = join(this.#folder, 'access-token')
    this.#onFault = onFault
  }

  write(address: string): Promise<void> {
    return this.#next(async () => {
      this.#written = true
      await makeFolder(this.#folder, dirname(this.#folder))
      await replaceFile(this.#path, `${address}\n`, 0o600)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const removed = this.#next(async () => {
      if (this.#written) await rm(this.#path, { force: true })
    })
    this.#ended = true
    await removed
  }

  #next(change: () => Promise<void>): Promise<void> {
    if (this.#ended) return this.#last
    this.#last = this.#last.then(change).catch((error: unknown) => this.#onFault(error, this.#path))
    return this.#last
  }
}
