/** What a text has too much of to be parsed at once, and where that begins. */
export interface Excess {
  readonly sentence: string
  readonly offset: number
}

const textBounds = {
  /** Lists and tables within one another. */
  depth: 50,
  /** Commas, colons, signs of equality and lines: about as many values. */
  entries: 10_000,
} as const

const tooDeep = `It is nested deeper than ${textBounds.depth} levels here.`
const tooMany = `It holds more than ${textBounds.entries} values; a settings file has no use for as many.`

/**
 * Looks through a text before a parser does, whose work grows faster than what it is given: in one pass, outside texts in quotes.
 * Null: it may be parsed.
 */
export function excessIn(text: string, dialect: 'toml' | 'yaml' | 'hcl'): Excess | null {
  return new Scan(text, dialect).excess()
}

class Scan {
  readonly #text: string
  readonly #dialect: 'toml' | 'yaml' | 'hcl'
  #at = 0
  #open = 0
  #entries = 0

  constructor(text: string, dialect: 'toml' | 'yaml' | 'hcl') {
    this.#text = text
    this.#dialect = dialect
  }

  excess(): Excess | null {
    const indents: number[] = []
    while (this.#at < this.#text.length) {
      if (this.#dialect === 'yaml') {
        const deep = this.#yamlLine(indents)
        if (deep !== null) return deep
      } else {
        const deep = this.#line()
        if (deep !== null) return deep
      }
    }
    return null
  }

  /** One line of TOML or HCL, with whatever long text begins on it. */
  #line(): Excess | null {
    let dots = 0
    this.#entries++
    for (; this.#at < this.#text.length && this.#text[this.#at] !== '\n'; this.#at++) {
      const mark = this.#text[this.#at] ?? ''
      if (mark === '#' || (this.#dialect === 'hcl' && this.#text.startsWith('//', this.#at))) this.#toLineEnd()
      else if (mark === '"' || (mark === "'" && this.#dialect === 'toml')) this.#string(mark)
      else if (this.#dialect === 'hcl' && this.#text.startsWith('<<', this.#at)) this.#hereDocument()
      else if (this.#dialect === 'hcl' && this.#text.startsWith('/*', this.#at)) this.#to('*/')
      else if (mark === '.') {
        if (++dots > textBounds.depth) return { sentence: tooDeep, offset: this.#at }
      } else {
        if (mark === '=' || mark === ',') dots = 0
        const excess = this.#bracket(mark)
        if (excess !== null) return excess
      }
      if (this.#text[this.#at] === '\n') break
    }
    this.#at++
    return this.#entries > textBounds.entries ? { sentence: tooMany, offset: this.#at - 1 } : null
  }

  #yamlLine(indents: number[]): Excess | null {
    const begin = this.#at
    // What only opens further lists and tables on its line: "- - - ".
    const [lead = ''] = /^(?: *[-?](?= ))* */.exec(this.#text.slice(begin, begin + 10_000)) ?? []
    const end = this.#text.indexOf('\n', begin)
    const line = this.#text.slice(begin, end === -1 ? undefined : end)
    this.#at = end === -1 ? this.#text.length : end + 1
    this.#entries++
    if (this.#open === 0 && line.trim() !== '') {
      while ((indents.at(-1) ?? -1) >= lead.length) indents.pop()
      indents.push(lead.length)
      const levels = indents.length + (lead.match(/[-?]/g)?.length ?? 0)
      if (levels > 2 * textBounds.depth) return { sentence: tooDeep, offset: begin }
    }
    const excess = this.#yamlWords(line, begin)
    if (excess !== null) return excess
    if (this.#open === 0 && /(?:^|[\s:-])[|>][-+\d]*\s*(?:#.*)?$/.test(line))
      this.#block(/^[ ]*/.exec(line)?.[0].length ?? 0)
    return this.#entries > textBounds.entries ? { sentence: tooMany, offset: begin } : null
  }

  #yamlWords(line: string, begin: number): Excess | null {
    for (let at = 0; at < line.length; at++) {
      const mark = line[at] ?? ''
      const before = line[at - 1] ?? ' '
      if (mark === '#' && /\s/.test(before)) break
      if ((mark === '"' || mark === "'") && /[\s:,[{-]/.test(before)) {
        const close = endOfQuote(this.#text, begin + at, mark)
        // A text of several lines ends on a later one.
        if (begin + line.length < close) {
          this.#at = Math.min(this.#text.length, close + 1)
          return null
        }
        at = close - begin
      } else if (this.#open > 0 || /[\s:,[{-]/.test(before)) {
        this.#at = begin + line.length + 1
        const excess = this.#bracketAt(mark, begin + at)
        if (excess !== null) return excess
      }
    }
    return null
  }

  /** Over the lines of a text that are indented further than the key it belongs to. */
  #block(indent: number): void {
    while (this.#at < this.#text.length) {
      const end = this.#text.indexOf('\n', this.#at)
      const line = this.#text.slice(this.#at, end === -1 ? undefined : end)
      if (line.trim() !== '' && (/^ */.exec(line)?.[0].length ?? 0) <= indent) return
      this.#at = end === -1 ? this.#text.length : end + 1
    }
  }

  #bracket(mark: string): Excess | null {
    return this.#bracketAt(mark, this.#at)
  }

  #bracketAt(mark: string, offset: number): Excess | null {
    if (mark === '[' || mark === '{' || mark === '(') this.#open++
    else if (mark === ']' || mark === '}' || mark === ')') this.#open = Math.max(0, this.#open - 1)
    else if (mark === ',' || mark === ':' || mark === '=') this.#entries++
    if (this.#open > textBounds.depth) return { sentence: tooDeep, offset }
    return this.#entries > textBounds.entries ? { sentence: tooMany, offset } : null
  }

  #string(mark: string): void {
    const long = mark.repeat(3)
    if (this.#dialect === 'toml' && this.#text.startsWith(long, this.#at)) {
      this.#at += 3
      this.#to(long)
      return
    }
    for (this.#at++; this.#at < this.#text.length && !/["'\n]/.test(this.#text[this.#at] ?? ''); this.#at++) {
      if (this.#text[this.#at] === '\\' && mark === '"') this.#at++
    }
    // The other kind of quote is a letter like any other.
    while (this.#at < this.#text.length && this.#text[this.#at] !== mark && this.#text[this.#at] !== '\n') {
      if (this.#text[this.#at] === '\\' && mark === '"') this.#at++
      this.#at++
    }
  }

  #hereDocument(): void {
    const [found = '<<', dash = '', end = ''] =
      /^<<(-?)([A-Za-z_][\w-]*)[^\n]*\n?/.exec(this.#text.slice(this.#at, this.#at + 300)) ?? []
    this.#at += found.length
    while (end !== '' && this.#at < this.#text.length) {
      const lineEnd = this.#text.indexOf('\n', this.#at)
      const line = this.#text.slice(this.#at, lineEnd === -1 ? undefined : lineEnd)
      this.#at = lineEnd === -1 ? this.#text.length : lineEnd + 1
      if ((dash === '' ? line : line.trimStart()).trimEnd() === end || line.trim() === end) break
    }
    this.#at--
  }

  #to(mark: string): void {
    const end = this.#text.indexOf(mark, this.#at)
    this.#at = end === -1 ? this.#text.length : end + mark.length - 1
  }

  #toLineEnd(): void {
    const end = this.#text.indexOf('\n', this.#at)
    this.#at = end === -1 ? this.#text.length : end
  }
}

function endOfQuote(text: string, begin: number, mark: string): number {
  for (let at = begin + 1; at < text.length; at++) {
    if (mark === '"' && text[at] === '\\') at++
    else if (text[at] === mark) return at
  }
  return text.length
}
