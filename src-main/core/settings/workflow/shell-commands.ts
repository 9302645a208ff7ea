import type { Spend } from './looking-bounds'

/** Stands in a word for a value that is filled in, with its number behind it. */
export const filledMark = '\uE000'
/** Stands in a word for what a command says. */
export const saidMark = '\uE001'

/** One word of a command with its quotes taken off. */
export interface ShellWord {
  /** Values are marked, each with the number of its placeholder. */
  readonly text: string
  /** What the word is made of, as far as no single quotes keep it from the shell: where names of variables count. */
  readonly open: string
}

export interface ShellCommand {
  readonly words: readonly ShellWord[]
  /** What goes in over here-documents and here-strings. */
  readonly fed: readonly ShellWord[]
  /** The commands before it in its pipeline. */
  readonly piped: readonly ShellCommand[]
  /** The files it writes into, by `>`. */
  readonly written: readonly string[]
  /** Commands whose output stands in a word, `$(…)`, or where one names a file, `<(…)`. */
  readonly inside: readonly ShellCommand[]
}

export interface ReadLine {
  readonly commands: readonly ShellCommand[]
  /** Texts that are reckoned with: `((…))`, `$[…]`, subscripts and offsets, and `$((…))`, which takes nothing but numbers. */
  readonly reckoned: readonly { readonly text: string; readonly takesNumbers: boolean }[]
}

const deepest = 40
const closing = /^(?:\}|done|fi|esac)$/

/**
 * The commands of a shell line, those of substitutions and subshells among them, as far as it takes to see what they do with values.
 * What is no shell gives something of no meaning. Linear but for pipelines, which are told to `spend`; nesting past a depth is read as words.
 */
export function shellCommands(template: string, spend: Spend): ReadLine {
  const reader = new Reader(template, spend)
  reader.list(0, null, [])
  return { commands: reader.commands, reckoned: reader.reckoned }
}

interface Building {
  words: ShellWord[]
  fed: ShellWord[]
  inside: ShellCommand[]
  written: string[]
  /** The next word is a file that is written into. */
  writes: boolean
}

const nothing = (): Building => ({ words: [], fed: [], inside: [], written: [], writes: false })

class Reader {
  readonly commands: ShellCommand[] = []
  readonly reckoned: { text: string; takesNumbers: boolean }[] = []
  readonly #text: string
  readonly #spend: Spend
  readonly #ends: { end: string; tabs: boolean; command: Building }[] = []
  #at = 0

  constructor(text: string, spend: Spend) {
    this.#text = text
    this.#spend = spend
  }

  /** Commands up to what closes them. */
  list(depth: number, close: string | null, before: readonly ShellCommand[]): ShellCommand[] {
    const all: ShellCommand[] = []
    let building = nothing()
    let piped = [...before]
    const end = (goesOn: boolean): void => {
      if (building.words.length + building.fed.length > 0) {
        this.#spend(piped.length + before.length)
        const { writes: _next, ...read } = building
        const command: ShellCommand = { ...read, piped: [...piped] }
        all.push(command)
        this.commands.push(command)
        // What closes a group hands on what the whole group says.
        if (goesOn && closing.test(command.words[0]?.text ?? '')) piped.push(...all)
        else piped.push(command)
      }
      building = nothing()
      if (!goesOn) piped = [...before]
    }
    while (this.#at < this.#text.length) {
      const mark = this.#text[this.#at] ?? ''
      if (close !== null && this.#text.startsWith(close, this.#at)) {
        this.#at += close.length
        break
      }
      if (mark === '\n') {
        this.#at++
        this.#documents()
        end(false)
      } else if (/[ \t\r]/.test(mark)) this.#at++
      else if (mark === '#') this.#toLineEnd()
      else if (this.#takes('&&') || this.#takes('||') || this.#takes(';') || this.#takes(')')) end(false)
      else if (this.#takes('|&') || this.#takes('|')) end(true)
      else if (this.#takes('((')) this.reckoned.push({ text: this.#upTo('))'), takesNumbers: false })
      else if (this.#text[this.#at] === '(' && /^[A-Za-z_]\w*\+?=$/.test(this.#lastWord(building))) {
        this.#at++
        this.#array(depth, building)
      } else if (this.#takes('(')) {
        if (building.words.length > 0) end(false)
        const inner = depth < deepest ? this.list(depth + 1, ')', piped) : []
        all.push(...inner)
        piped.push(...inner)
      } else if (this.#takes('<<<')) {
        this.#spaces()
        building.fed.push(this.#word(depth, building))
      } else if (this.#takes('<<')) this.#document(building)
      else if (/^(?:<|>)\(/.test(this.#text.slice(this.#at, this.#at + 2)))
        building.words.push(this.#word(depth, building))
      else if (/[<>&]/.test(mark)) {
        if (mark === '>') building.writes = true
        this.#at++
      } else {
        const word = this.#word(depth, building)
        if (building.writes) building.written.push(word.text)
        building.writes = false
        building.words.push(word)
      }
    }
    end(false)
    return all
  }

  #lastWord({ words }: Building): string {
    // Only what stands right before the bracket is the name of an array.
    return /\S/.test(this.#text[this.#at - 1] ?? '') ? (words.at(-1)?.text ?? '') : ''
  }

  /** The values of an array are a part of the word that sets it. */
  #array(depth: number, building: Building): void {
    const begin = this.commands.length
    const inner = depth < deepest ? this.list(depth + 1, ')', []) : []
    const own = new Set(inner)
    this.commands.push(...this.commands.splice(begin).filter((one) => !own.has(one)))
    const name = building.words.pop() ?? { text: '', open: '' }
    const values = inner.flatMap(({ words }) => words)
    const joined = (part: 'text' | 'open'): string => name[part] + values.map((value) => value[part]).join(' ')
    building.words.push({ text: joined('text'), open: joined('open') })
    building.inside.push(...inner.flatMap(({ inside }) => inside))
  }

  #word(depth: number, building: Building): ShellWord {
    let text = ''
    let open = ''
    const add = (piece: string): void => {
      text += piece
      open += piece
    }
    const begin = this.#at
    while (this.#at < this.#text.length) {
      const mark = this.#text[this.#at] ?? ''
      if (mark === "'") {
        const end = this.#text.indexOf("'", this.#at + 1)
        const inner = this.#text.slice(this.#at + 1, end === -1 ? undefined : end)
        text += inner
        open += inner.replace(/[^\uE000-\uF8FF]/g, ' ')
        this.#at = end === -1 ? this.#text.length : end + 1
      } else if (mark === '"') this.#quoted(depth, building, add)
      else if (mark === '\\') {
        add(this.#text.slice(this.#at + 1, this.#at + 2))
        this.#at += 2
      } else if (mark === '`' || mark === '$') this.#expansion(depth, building, add)
      else if (/^(?:<|>)\($/.test(this.#text.slice(this.#at, this.#at + 2))) {
        this.#at += 2
        if (depth < deepest) building.inside.push(...this.list(depth + 1, ')', []))
        add(saidMark)
      } else if (/[\s;&|()<>]/.test(mark)) break
      else {
        add(mark)
        this.#at++
      }
    }
    // Whatever stands here, the reader goes on.
    if (this.#at === begin) this.#at++
    return { text, open }
  }

  #quoted(depth: number, building: Building, add: (piece: string) => void): void {
    this.#at++
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      const mark = this.#text[this.#at] ?? ''
      if (mark === '\\') {
        add(this.#text.slice(this.#at + 1, this.#at + 2))
        this.#at += 2
      } else if (mark === '`' || mark === '$') this.#expansion(depth, building, add)
      else {
        add(mark)
        this.#at++
      }
    }
    this.#at++
  }

  #expansion(depth: number, building: Building, add: (piece: string) => void): void {
    if (this.#takes('$((')) {
      this.reckoned.push({ text: this.#upTo('))'), takesNumbers: true })
      add(saidMark)
    } else if (this.#takes('$[')) {
      this.reckoned.push({ text: this.#upTo(']'), takesNumbers: false })
      add(saidMark)
    } else if (this.#takes('$(')) {
      if (depth < deepest) building.inside.push(...this.list(depth + 1, ')', []))
      add(saidMark)
    } else if (this.#takes('`')) {
      const inner = new Reader(this.#upTo('`'), this.#spend)
      if (depth < deepest) building.inside.push(...inner.list(depth + 1, null, []))
      this.commands.push(...inner.commands)
      this.reckoned.push(...inner.reckoned)
      add(saidMark)
    } else if (this.#takes('${')) {
      const inner = this.#upToBrace()
      const [, subscript = ''] = /^[!#]?\w+\[([^\]]*)\]/.exec(inner) ?? []
      const [, offset = ''] = /^\w+(?:\[[^\]]*\])?:([^-=?+][\s\S]*)$/.exec(inner) ?? []
      for (const text of [subscript, offset]) if (text !== '') this.reckoned.push({ text, takesNumbers: false })
      add(`\${${inner}}`)
    } else {
      add('$')
      this.#at++
    }
  }

  #document(building: Building): void {
    const tabs = this.#takes('-')
    this.#spaces()
    const [found = '', end = ''] = /^['"\\]?([\w.-]+)['"]?/.exec(this.#text.slice(this.#at, this.#at + 200)) ?? []
    this.#at += found.length
    if (end !== '') this.#ends.push({ end, tabs, command: building })
  }

  #documents(): void {
    for (const { end, tabs, command } of this.#ends.splice(0)) {
      const begin = this.#at
      let stop = this.#text.length
      while (this.#at < this.#text.length) {
        const lineEnd = this.#text.indexOf('\n', this.#at)
        const line = this.#text.slice(this.#at, lineEnd === -1 ? undefined : lineEnd)
        const lineBegin = this.#at
        this.#at = lineEnd === -1 ? this.#text.length : lineEnd + 1
        if ((tabs ? line.replace(/^\t+/, '') : line) !== end) continue
        stop = lineBegin
        break
      }
      const text = this.#text.slice(begin, stop)
      command.fed.push({ text, open: text })
    }
  }

  #upTo(close: string): string {
    const end = this.#text.indexOf(close, this.#at)
    const inner = this.#text.slice(this.#at, end === -1 ? undefined : end)
    this.#at = end === -1 ? this.#text.length : end + close.length
    return inner
  }

  #upToBrace(): string {
    const begin = this.#at
    let open = 1
    while (this.#at < this.#text.length && open > 0) {
      const mark = this.#text[this.#at++]
      if (mark === '{') open++
      else if (mark === '}') open--
    }
    return this.#text.slice(begin, open > 0 ? this.#at : this.#at - 1)
  }

  #toLineEnd(): void {
    const end = this.#text.indexOf('\n', this.#at)
    this.#at = end === -1 ? this.#text.length : end
  }

  #spaces(): void {
    while (/[ \t]/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #takes(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#at)) return false
    this.#at += mark.length
    return true
  }
}
