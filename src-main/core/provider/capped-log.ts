import { type FileHandle, open } from 'node:fs/promises'
import { HiddenSecrets } from './hidden-secrets'

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
  readonly #hidden: HiddenSecrets

  private constructor(file: FileHandle, cap: number, secrets: readonly string[]) {
    this.#file = file
    this.#cap = cap
    this.#hidden = new HiddenSecrets(secrets)
  }

  /** Of `secrets` only asterisks are written. */
  static async create(path: string, cap: number, secrets: readonly string[] = []): Promise<CappedLog> {
    return new CappedLog(await open(path, 'wx', 0o600), cap, secrets)
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#write(this.#hidden.push(chunk))
  }

  /** Writes what was kept back because it could have been the beginning of a secret. */
  finish(): Promise<void> {
    return this.#write(this.#hidden.end())
  }

  async #write(chunk: Uint8Array): Promise<void> {
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
