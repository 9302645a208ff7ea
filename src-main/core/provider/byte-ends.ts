import { GrowingBytes } from './growing-bytes'

/** Keeps the first `longest` bytes of a stream. */
export class Head {
  cut = false
  readonly #longest: number
  readonly #kept = new GrowingBytes()

  constructor(longest: number) {
    this.#longest = longest
  }

  push(chunk: Uint8Array): void {
    const room = this.#longest - this.#kept.length
    if (chunk.length > room) this.cut = true
    if (room > 0) this.#kept.push(chunk.subarray(0, room))
  }

  /** As text; a character cut in two at the limit is left out. */
  text(): string {
    return new TextDecoder().decode(this.#kept.bytes, { stream: this.cut })
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
