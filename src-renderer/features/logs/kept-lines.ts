import type { LogLine, LogLines } from '#shared/log-line'

export interface KeptLine extends LogLine {
  /** Grows by one from line to line and stays with its line. */
  readonly key: number
  /** Lines that match were left out just before this one. */
  readonly gap: boolean
}

export interface KeptLimits {
  readonly lines: number
  readonly chars: number
}

const panelLimits: KeptLimits = { lines: 5_000, chars: 8 * 1024 * 1024 }

/** The end of the home's log. Holds no more than its limits: the oldest lines go first, and are counted. */
export class KeptLines {
  readonly #limits: KeptLimits
  #lines: KeptLine[] = []
  #firstKey = 0
  #chars = 0

  constructor(limits: KeptLimits = panelLimits) {
    this.#limits = limits
  }

  get lines(): readonly KeptLine[] {
    return this.#lines
  }

  /** How many lines were let go. */
  get dropped(): number {
    return this.#firstKey
  }

  append({ lines, skipped }: LogLines): void {
    for (const [index, line] of lines.entries()) {
      this.#lines.push({ ...line, key: this.#firstKey + this.#lines.length, gap: skipped && index === 0 })
      this.#chars += charsOf(line)
    }
    this.#trim()
  }

  #trim(): void {
    let gone = 0
    while (this.#lines.length - gone > this.#limits.lines || this.#chars > this.#limits.chars) {
      const line = this.#lines[gone]
      if (line === undefined) break
      this.#chars -= charsOf(line)
      gone += 1
    }
    if (gone === 0) return
    this.#lines = this.#lines.slice(gone)
    this.#firstKey += gone
  }
}

function charsOf({ sentence, facts }: LogLine): number {
  return sentence.length + (facts?.length ?? 0)
}
