import { type FileHandle, open } from 'node:fs/promises'

/**
 * A log file that takes at most `cap` bytes; what comes later, or can't be written, is counted as dropped. Writing
 * never throws: a full disk costs the log, not the run. The first failure is kept in `fault`.
 */
export class CappedLog implements AsyncDisposable {
  bytes = 0
  dropped = 0
  fault: Error | null = null
  readonly #file: FileHandle
  readonly #cap: number

  private constructor(file: FileHandle, cap: number) {
    this.#file = file
    this.#cap = cap
  }

  static async create(path: string, cap: number): Promise<CappedLog> {
    return new CappedLog(await open(path, 'wx'), cap)
  }

  async write(chunk: Uint8Array): Promise<void> {
    const kept = this.fault === null ? chunk.subarray(0, this.#cap - this.bytes) : chunk.subarray(0, 0)
    let written = 0
    try {
      while (written < kept.length) {
        written += (await this.#file.write(kept, written, kept.length - written, this.bytes + written)).bytesWritten
      }
    } catch (cause) {
      this.fault = new Error('A log file could not be written any further.', { cause })
    }
    this.bytes += written
    this.dropped += chunk.length - written
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }
}
