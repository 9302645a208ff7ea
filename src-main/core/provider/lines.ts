import { GrowingBytes } from './growing-bytes'

const newline = 10

/**
 * Cuts a byte stream into lines. Lines are decoded as a whole, so characters split between chunks stay intact.
 * A line longer than `longest` bytes is let go and counted; memory never holds more than one line.
 */
export class Lines {
  skipped = 0
  readonly #take: (line: string) => void
  readonly #longest: number
  readonly #decoder = new TextDecoder()
  readonly #line = new GrowingBytes()
  #skipping = false

  constructor(take: (line: string) => void, longest = 16 * 1024 * 1024) {
    this.#take = take
    this.#longest = longest
  }

  push(chunk: Uint8Array): void {
    let from = 0
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      this.#keep(chunk.subarray(from, at))
      this.end()
      from = at + 1
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from))
  }

  /** Takes what is left as a last line. */
  end(): void {
    const text = this.#skipping || this.#line.length === 0 ? null : this.#decoder.decode(this.#line.bytes)
    this.#line.clear()
    this.#skipping = false
    if (text !== null) this.#take(text)
  }

  #keep(part: Uint8Array): void {
    if (this.#skipping) return
    if (this.#line.length + part.length > this.#longest) {
      this.skipped += 1
      this.#skipping = true
      this.#line.clear()
      return
    }
    this.#line.push(part)
  }
}

/** The value a line holds, or undefined where it is not JSON. */
export function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** A value as JSON; one that is nested too deeply to be written, which a program can send, as a word that says so. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return '(nested too deeply to be shown)'
  }
}
