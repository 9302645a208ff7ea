const asterisk = 0x2a
/** Of a longer secret its beginning is looked for. */
const longest = 4096

/**
 * Overwrites secrets in a byte stream by as many asterisks, so that no place in it moves. What may be the beginning of one
 * is kept back until more comes; `end` gives the rest.
 */
export class HiddenSecrets {
  readonly #secrets: readonly Buffer[]
  #kept: Uint8Array = new Uint8Array()

  constructor(values: readonly string[]) {
    // Most programs write JSON, where a secret of several lines looks different.
    const forms = new Set(values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]))
    this.#secrets = [...forms].filter((form) => form !== '').map((form) => Buffer.from(form).subarray(0, longest))
  }

  push(chunk: Uint8Array): Uint8Array {
    if (this.#secrets.length === 0) return chunk
    const bytes = Buffer.concat([this.#kept, chunk])
    for (const secret of this.#secrets) {
      for (let at = bytes.indexOf(secret); at !== -1; at = bytes.indexOf(secret, at + secret.length)) {
        bytes.fill(asterisk, at, at + secret.length)
      }
    }
    const from = bytes.length - Math.max(...this.#secrets.map((secret) => begunIn(bytes, secret)))
    this.#kept = bytes.subarray(from)
    return bytes.subarray(0, from)
  }

  end(): Uint8Array {
    const rest = this.#kept
    this.#kept = new Uint8Array()
    return rest
  }
}

/** How many bytes at the end are the beginning of the secret. */
function begunIn(bytes: Buffer, secret: Buffer): number {
  for (let count = Math.min(secret.length - 1, bytes.length); count > 0; count--) {
    if (bytes.compare(secret, 0, count, bytes.length - count) === 0) return count
  }
  return 0
}
