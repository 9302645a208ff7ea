import type { Places } from '../yaml-places'
import { type Spot, spotKey, spotPlaces } from './spot-places'

type Path = (string | number)[]

/**
 * Where things stand in a TOML text; what is missing has the place of the nearest thing around it. For texts that were parsed
 * before: what is no TOML gets places of no meaning.
 */
export function tomlPlaces(text: string): Places {
  return spotPlaces(text, new Scanner(text).spots())
}

class Scanner {
  readonly #text: string
  #at = 0
  readonly #found = new Map<string, Spot>()
  /** How many entries each list of tables has so far. */
  readonly #lists = new Map<string, number>()

  constructor(text: string) {
    this.#text = text
  }

  spots(): ReadonlyMap<string, Spot> {
    let table: Path = []
    for (this.#skip(); this.#at < this.#text.length; this.#skip()) {
      const begin = this.#at
      if (this.#text[begin] === '[') table = this.#header(begin)
      else this.#pair(table)
      // A text that is no TOML must not keep this from ending.
      if (this.#at === begin) this.#at++
    }
    return this.#found
  }

  #header(begin: number): Path {
    const isList = this.#text.startsWith('[[', begin)
    this.#at += isList ? 2 : 1
    const names = this.#key()
    this.#to(']')
    this.#at += isList ? 2 : 1
    const path: Path = []
    for (const [index, name] of names.entries()) {
      path.push(name)
      const count = this.#lists.get(spotKey(path))
      if (isList && index === names.length - 1) {
        this.#note(path, begin)
        this.#lists.set(spotKey(path), (count ?? 0) + 1)
        path.push(count ?? 0)
      } else if (count !== undefined) path.push(count - 1)
      this.#note(path, begin)
    }
    return path
  }

  #pair(table: Path): void {
    const begin = this.#at
    const path = [...table]
    for (const name of this.#key()) {
      path.push(name)
      this.#note(path, begin)
    }
    this.#skip()
    if (this.#text[this.#at] !== '=') return
    this.#at++
    this.#skip()
    this.#found.set(spotKey(path), { key: begin, value: this.#at })
    this.#value(path)
  }

  #value(path: Path): void {
    const mark = this.#text[this.#at]
    if (mark === '[') {
      let index = 0
      this.#entries(']', () => {
        this.#note([...path, index], this.#at)
        this.#value([...path, index++])
      })
    } else if (mark === '{') this.#entries('}', () => this.#pair(path))
    else if (mark === '"' || mark === "'") this.#string(mark)
    else while (!/[,\]}#\n]|^$/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #entries(end: string, entry: () => void): void {
    this.#at++
    for (this.#skip(); this.#at < this.#text.length && this.#text[this.#at] !== end; this.#skip()) {
      const begin = this.#at
      if (this.#text[begin] !== ',') entry()
      if (this.#at === begin) this.#at++
    }
    this.#at++
  }

  #string(mark: string): string {
    const long = this.#text.startsWith(mark.repeat(3), this.#at) ? mark.repeat(3) : mark
    const begin = this.#at + long.length
    this.#at = begin
    while (this.#at < this.#text.length && !this.#text.startsWith(long, this.#at)) {
      this.#at += mark === '"' && this.#text[this.#at] === '\\' ? 2 : 1
    }
    const end = this.#at
    this.#at += long.length
    // Up to two more quotes belong to a long text that ends with quotes.
    while (long.length === 3 && this.#text[this.#at] === mark) this.#at++
    return this.#text.slice(begin, end)
  }

  #key(): string[] {
    const names: string[] = []
    for (;;) {
      this.#skip()
      const mark = this.#text[this.#at] ?? ''
      if (mark === '"' || mark === "'") names.push(this.#string(mark))
      else {
        const [bare = ''] = /^[A-Za-z0-9_-]*/.exec(this.#text.slice(this.#at, this.#at + 200)) ?? []
        names.push(bare)
        this.#at += bare.length
      }
      this.#skip()
      if (this.#text[this.#at] !== '.') return names
      this.#at++
    }
  }

  #note(path: Path, offset: number): void {
    const key = spotKey(path)
    if (!this.#found.has(key)) this.#found.set(key, { key: offset, value: offset })
  }

  #to(mark: string): void {
    const at = this.#text.indexOf(mark, this.#at)
    this.#at = at === -1 ? this.#text.length : at
  }

  /** Over white space and comments. */
  #skip(): void {
    for (;;) {
      while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
      if (this.#text[this.#at] !== '#') return
      this.#to('\n')
    }
  }
}
