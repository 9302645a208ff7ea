/** Keeps the first `longest` bytes of a stream. */
export class Head {
  cut = false
  readonly #longest: number
  readonly #parts: Uint8Array[] = []
  #held = 0

  constructor(longest: number) {
    this.#longest = longest
  }

  push(chunk: Uint8Array): void {
    const room = this.#longest - this.#held
    if (chunk.length > room) this.cut = true
    if (room <= 0) return
    const part = chunk.length > room ? chunk.slice(0, room) : chunk
    this.#parts.push(part)
    this.#held += part.length
  }

  /** As text; a character cut in two at the limit is left out. */
  text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#parts, this.#held), { stream: this.cut })
  }
}

/** Keeps the last `longest` bytes of a stream. */
export class Tail {
  readonly #longest: number
  #bytes = Buffer.alloc(0)

  constructor(longest: number) {
    this.#longest = longest
  }

  push(chunk: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk.subarray(-this.#longest)]).subarray(-this.#longest)
  }

  text(): string {
    return new TextDecoder().decode(this.#bytes)
  }
}
