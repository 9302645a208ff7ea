import { closeSync, fsync, openSync } from 'node:fs'
import { promisify } from 'node:util'

const fsyncOf = promisify(fsync)

/**
 * Group commit of one folder: everything renamed, linked or unlinked in it before `sync()` was called is on the disk
 * when the promise resolves. Callers that arrive while an fsync runs share the next one, so many items in flight cost
 * two fsyncs at a time, not one each. Windows cannot sync a folder; there the promise resolves at once.
 */
export class FolderSync {
  readonly #path: string
  readonly #off: boolean
  #running: Promise<void> | null = null
  #next: Promise<void> | null = null

  constructor(path: string, durability: 'full' | 'relaxed') {
    this.#path = path
    this.#off = durability === 'relaxed' || process.platform === 'win32'
  }

  sync(): Promise<void> {
    if (this.#off) return Promise.resolve()
    if (this.#running === null) {
      this.#running = this.#fsync()
      return this.#running
    }
    this.#next ??= this.#running.then(
      () => this.#turn(),
      () => this.#turn(),
    )
    return this.#next
  }

  #turn(): Promise<void> {
    this.#next = null
    this.#running = this.#fsync()
    return this.#running
  }

  async #fsync(): Promise<void> {
    try {
      // Opened anew each time, since the folder may have been replaced. Opening and closing touch no disk and take less
      // time than handing them to another thread.
      const folder = openSync(this.#path, 'r')
      try {
        await fsyncOf(folder)
      } finally {
        closeSync(folder)
      }
    } finally {
      if (this.#next === null) this.#running = null
    }
  }
}
