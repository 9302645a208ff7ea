const smallest = 4096

/**
 * Bytes put together from pieces of any size. However small the pieces are, it takes at most twice the memory of what it
 * holds, which a list of them would not.
 */
export class GrowingBytes {
  #bytes = Buffer.alloc(0)
  #held = 0

  get length(): number {
    return this.#held
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#held)
  }

  push(piece: Uint8Array): void {
    const needed = this.#held + piece.length
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2, smallest))
      this.#bytes.copy(larger, 0, 0, this.#held)
      this.#bytes = larger
    }
    this.#bytes.set(piece, this.#held)
    this.#held = needed
  }

  /** Begins anew; the memory of an unusually long content is given back. */
  clear(): void {
    this.#held = 0
    if (this.#bytes.length > 64 * smallest) this.#bytes = Buffer.alloc(0)
  }
}
