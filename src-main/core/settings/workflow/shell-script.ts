import { pieceOf, placeholderSource } from './placeholder'

/** A name of a placeholder, and what stands for it. */
type Values = ReadonlyMap<string, string>

const placeholder = new RegExp(placeholderSource, 'y')
const everyPlaceholder = new RegExp(placeholderSource)
/** Anything that gives a word another meaning than its own. */
const special = /["'`\\#]|<<|\$[({]/

/**
 * A shell script from a template. In a line of plain words each value is one quoted word. Elsewhere the values are variables that
 * are set before the script begins: what a shell takes out of a variable it never reads as syntax, wherever that stands.
 */
export function shellScript(template: string, values: Values): string {
  if (!special.test(template)) {
    return template.replace(new RegExp(placeholderSource, 'g'), (_found, name: string, piece: string) =>
      quoted(pieceOf(values.get(name) ?? '', piece)),
    )
  }
  const script = new Script(template, values)
  const body = script.written()
  const settings = [...script.variables].map(([name, variable]) => `${variable}=${quoted(valueAt(name, values))}\n`)
  return settings.join('') + body
}

/** The value of a name, or of a name with the piece that is wanted of it. */
function valueAt(named: string, values: Values): string {
  const [, name = named, piece = ''] = /^([^:]+)(:.*)$/.exec(named) ?? []
  return pieceOf(values.get(name) ?? '', piece)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

interface HereDocument {
  readonly end: string
  readonly tabs: boolean
  /** Where the words that open it are written, when they tell the shell to fill nothing in; else null. */
  readonly literalAt: number | null
}

type Nesting = 'words' | 'quotes' | 'command' | 'backticks' | 'arithmetic' | 'brackets'

/** Follows the quoting of a template as far as references need it; where it errs, a value is split into words, no more. */
class Script {
  readonly variables = new Map<string, string>()
  readonly #template: string
  readonly #values: Values
  readonly #nesting: Nesting[] = ['words']
  readonly #documents: HereDocument[] = []
  #at = 0
  #out = ''

  constructor(template: string, values: Values) {
    this.#template = template
    this.#values = values
  }

  written(): string {
    while (this.#at < this.#template.length) this.#step()
    return this.#out
  }

  #step(): void {
    const inside = this.#nesting.at(-1) ?? 'words'
    const name = this.#placeholder()
    if (name !== null) this.#out += this.#reference(name, inside)
    else if (this.#takes('\\')) this.#escaped(inside)
    else if (this.#takes('$((')) this.#nesting.push('arithmetic')
    else if (this.#takes('$(')) this.#nesting.push('command')
    else if (this.#takes('`')) this.#toggle(inside, 'backticks')
    else if (this.#takes('"')) this.#toggle(inside, 'quotes')
    else if (inside === 'quotes') this.#take(1)
    else if (inside === 'arithmetic' && this.#takes('))')) this.#nesting.pop()
    else if (this.#takes('(')) this.#nesting.push('brackets')
    else if (this.#takes(')')) this.#close(inside)
    else if (this.#takes("'")) this.#singleQuotes()
    else if (this.#begins(/#/y) && /(?:^|[\s;&|(`])$/.test(this.#out)) this.#until(/\n|$/g)
    else if (inside !== 'arithmetic' && this.#begins(/<<(?!<)/y)) this.#document()
    else if (this.#takes('\n')) for (const one of this.#documents.splice(0)) this.#documentBody(one)
    else this.#take(1)
  }

  #reference(name: string, inside: Nesting): string {
    const variable = this.#variable(name)
    if (inside === 'quotes') return `\${${variable}}`
    if (inside !== 'arithmetic') return `"\${${variable}}"`
    // Some shells run commands out of what they reckon with.
    const value = valueAt(name, this.#values)
    return /^-?\d{1,18}$/.test(value) ? value : 'not a number'
  }

  #variable(name: string): string {
    const known = this.variables.get(name)
    if (known !== undefined) return known
    const variable = `_value_${this.variables.size + 1}`
    this.variables.set(name, variable)
    return variable
  }

  #escaped(inside: Nesting): void {
    // Nothing stands before a placeholder that could take the quote from its reference.
    if (!this.#begins(placeholder)) this.#take(1)
    else if (inside === 'quotes') this.#out += '\\'
    else this.#out = this.#out.slice(0, -1)
  }

  #toggle(inside: Nesting, kind: Nesting): void {
    if (inside === kind) this.#nesting.pop()
    else this.#nesting.push(kind)
  }

  #close(inside: Nesting): void {
    if (inside === 'command' || inside === 'brackets') this.#nesting.pop()
  }

  #singleQuotes(): void {
    while (this.#at < this.#template.length) {
      const name = this.#placeholder()
      if (name !== null) this.#out += `'"\${${this.#variable(name)}}"'`
      else if (this.#takes("'")) return
      else this.#take(1)
    }
  }

  #document(): void {
    const rest = this.#template.slice(this.#at, this.#at + 300)
    const [found, dash = '', mark = '', end = ''] = /^<<(-?)[ \t]*(['"\\]?)([\w.-]+)['"]?/.exec(rest) ?? []
    if (end !== '') {
      this.#documents.push({ end, tabs: dash !== '', literalAt: mark === '' ? null : this.#out.length })
    }
    this.#take(found?.length ?? 2)
  }

  #documentBody({ end, tabs, literalAt }: HereDocument): void {
    const stop = this.#documentEnd(end, tabs)
    const isFilled = literalAt !== null && everyPlaceholder.test(this.#template.slice(this.#at, stop))
    if (isFilled) this.#makeFilled(literalAt)
    while (this.#at < stop) {
      const name = this.#placeholder()
      if (name !== null) this.#out += `\${${this.#variable(name)}}`
      else {
        if (isFilled && /[\\$`]/.test(this.#template[this.#at] ?? '')) this.#out += '\\'
        this.#take(1)
      }
    }
  }

  /** Behind the line that ends a here-document, or at the end of everything. */
  #documentEnd(end: string, tabs: boolean): number {
    for (let at = this.#at; at < this.#template.length; ) {
      const lineEnd = this.#template.indexOf('\n', at)
      const line = this.#template.slice(at, lineEnd === -1 ? undefined : lineEnd)
      at = lineEnd === -1 ? this.#template.length : lineEnd + 1
      if ((tabs ? line.replace(/^\t+/, '') : line) === end) return at
    }
    return this.#template.length
  }

  /** Takes the quotes from the word that ends a here-document, so that the shell fills in what it names. */
  #makeFilled(at: number): void {
    const opening = /^<<-?[ \t]*(?:\\[\w.-]+|(['"])[\w.-]+\1)/.exec(this.#out.slice(at))?.[0] ?? ''
    const bare = opening.replace(/['"\\]/g, '').padEnd(opening.length)
    this.#out = this.#out.slice(0, at) + bare + this.#out.slice(at + opening.length)
  }

  #placeholder(): string | null {
    placeholder.lastIndex = this.#at
    const [found, name, piece = ''] = placeholder.exec(this.#template) ?? []
    if (found === undefined || name === undefined) return null
    this.#at += found.length
    return name + piece
  }

  #begins(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    return pattern.test(this.#template)
  }

  #until(pattern: RegExp): void {
    pattern.lastIndex = this.#at
    const end = pattern.exec(this.#template)?.index ?? this.#template.length
    // A comment says nothing to anybody who runs it.
    this.#out += this.#template.slice(this.#at, end)
    this.#at = end
  }

  #takes(text: string): boolean {
    if (!this.#template.startsWith(text, this.#at)) return false
    this.#take(text.length)
    return true
  }

  #take(length: number): void {
    this.#out += this.#template.slice(this.#at, this.#at + length)
    this.#at += length
  }
}
