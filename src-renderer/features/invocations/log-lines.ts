import type { LogPiece, LogStream } from '#shared/invocation'
import { plainLine } from './plain-line'

export interface LogLine {
  /** Grows by one from line to line and stays with its line. */
  readonly key: number
  readonly stream: LogStream
  readonly text: string
}

export interface LogLimits {
  readonly lines: number
  readonly chars: number
  /** A line that grows longer goes on in a new one. */
  readonly lineChars: number
}

const panelLimits: LogLimits = { lines: 20_000, chars: 4 * 1024 * 1024, lineChars: 16 * 1024 }

interface OpenLine {
  readonly key: number
  readonly raw: string
}

/** The end of a log as lines. Holds no more than its limits: the oldest lines go first, and are counted. */
export class LogLines {
  readonly #limits: LogLimits
  #lines: LogLine[] = []
  #firstKey = 0
  #chars = 0
  /** The line of each stream that has not seen its end; the streams are written independently. */
  #open: Record<LogStream, OpenLine | null> = { stdout: null, stderr: null }

  constructor(limits: LogLimits = panelLimits) {
    this.#limits = limits
  }

  get lines(): readonly LogLine[] {
    return this.#lines
  }

  /** How many lines were let go. */
  get dropped(): number {
    return this.#firstKey
  }

  append(pieces: readonly LogPiece[]): void {
    for (const { stream, text } of pieces) {
      const parts = text.split('\n')
      for (const [index, part] of parts.entries()) this.#write(stream, part, index < parts.length - 1)
    }
    this.#trim()
  }

  #write(stream: LogStream, part: string, complete: boolean): void {
    const open = this.#open[stream]
    if (open === null && part === '' && !complete) return
    let key = open?.key ?? this.#add(stream)
    let raw = (open?.raw ?? '') + part
    while (raw.length > this.#limits.lineChars) {
      this.#set(key, stream, raw.slice(0, this.#limits.lineChars))
      raw = raw.slice(this.#limits.lineChars)
      key = this.#add(stream)
    }
    this.#set(key, stream, raw)
    this.#open[stream] = complete ? null : { key, raw }
  }

  #add(stream: LogStream): number {
    const key = this.#firstKey + this.#lines.length
    this.#lines.push({ key, stream, text: '' })
    return key
  }

  #set(key: number, stream: LogStream, raw: string): void {
    const index = key - this.#firstKey
    const text = plainLine(raw)
    this.#chars += text.length - (this.#lines[index]?.text.length ?? 0)
    this.#lines[index] = { key, stream, text }
  }

  #trim(): void {
    let gone = 0
    while (this.#lines.length - gone > this.#limits.lines || this.#chars > this.#limits.chars) {
      const line = this.#lines[gone]
      if (line === undefined) break
      this.#chars -= line.text.length
      gone += 1
    }
    if (gone === 0) return
    this.#lines = this.#lines.slice(gone)
    this.#firstKey += gone
    for (const stream of ['stdout', 'stderr'] as const) {
      const open = this.#open[stream]
      if (open !== null && open.key < this.#firstKey) this.#open[stream] = null
    }
  }
}
