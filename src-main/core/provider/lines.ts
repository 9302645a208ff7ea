import { type JsonBounds, jsonExtent } from '../ground/json-text'
import { GrowingBytes } from './growing-bytes'

const newline = 10
/** As much as is looked at of the beginning of a line that is too long, or that broke off. */
export const longestCut = 64 * 1024

/** What a line of JSON may hold that a program wrote: reading one that holds more would keep everything else waiting. */
export const lineBounds: JsonBounds = { deepest: 500, mostValues: 50_000, longestName: 10_000 }

/**
 * Cuts a byte stream into lines of JSON. Lines are decoded as a whole, so characters split between chunks stay intact.
 * A line longer than `longest` bytes, or one that goes beyond the bounds of JSON, is let go and counted, its beginning given
 * to `takeHead`; memory never holds more than one line.
 */
export class Lines {
  skipped = 0
  readonly #take: (line: string) => void
  readonly #takeHead: (head: string) => void
  readonly #longest: number
  readonly #decoder = new TextDecoder()
  readonly #line = new GrowingBytes()
  #extent = jsonExtent(lineBounds)
  #skipping = false

  constructor(
    take: (line: string) => void,
    longest: number = 16 * 1024 * 1024,
    takeHead: (head: string) => void = () => {},
  ) {
    this.#take = take
    this.#takeHead = takeHead
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
    this.#extent = jsonExtent(lineBounds)
    this.#skipping = false
    if (text !== null) this.#take(text)
  }

  #keep(part: Uint8Array): void {
    if (this.#skipping) return
    // As the bytes come: a look through a whole line at its end would take as long as reading it.
    let isBeyond = this.#line.length + part.length > this.#longest
    for (const byte of part) if (this.#extent.take(byte) !== null) isBeyond = true
    if (isBeyond) {
      this.skipped += 1
      this.#skipping = true
      const head = [this.#line.bytes.subarray(0, longestCut), part.subarray(0, longestCut)]
      const text = this.#decoder.decode(Buffer.concat(head).subarray(0, longestCut))
      this.#line.clear()
      this.#takeHead(text)
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

/** So much text of a value is written; what shows it shows less. */
const mostText = 64 * 1024

/** A value as JSON, long texts cut; one that is nested too deeply to be written, as a word that says so. */
export function jsonText(value: unknown): string {
  let room = mostText
  const cut = (_key: string, part: unknown): unknown => {
    if (typeof part !== 'string') return part
    const kept = part.slice(0, Math.max(room, 0))
    room -= kept.length
    return kept
  }
  try {
    return JSON.stringify(value, cut) ?? ''
  } catch {
    return '(nested too deeply to be shown)'
  }
}

/** The text at a key of JSON that may be cut short anywhere; null where the key is not there. */
export function textInCut(json: string, key: string): string | null {
  const [, text] = new RegExp(`"${key}"\\s*:\\s*"((?:[^"\\\\]+|\\\\(?:u[0-9a-f]{4}|[^u]))*)`, 'i').exec(json) ?? []
  if (text === undefined) return null
  const value = jsonOf(`"${text}"`)
  return typeof value === 'string' ? value : null
}
