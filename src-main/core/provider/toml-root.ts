/**
 * The text under a key of a TOML document's root, or null: all that is asked of a program's settings that are not ours.
 * Values of other kinds, and whatever stands below a table's header, are passed over.
 */
export function rootText(toml: string, key: string): string | null {
  let found: string | null = null
  const nesting = new Nesting()
  for (const line of toml.split(/\r?\n/)) {
    if (nesting.isRoot) {
      if (/^\s*\[/.test(line)) break
      const [, quoted, bare, value = ''] = /^\s*(?:["']([^"']*)["']|([\w-]+))\s*=\s*(.*)$/.exec(line) ?? []
      if ((quoted ?? bare) === key) found = textOf(value) ?? found
    }
    nesting.take(line)
  }
  return found
}

/** `"text"` with its escapes, or `'text'` as it is. */
function textOf(value: string): string | null {
  const [, literal, basic] = /^(?:'([^']*)'|("(?:[^"\\]|\\.)*"))\s*(?:#.*)?$/.exec(value.trim()) ?? []
  if (basic === undefined) return literal ?? null
  try {
    return String(JSON.parse(basic))
  } catch {
    return null // an escape that only TOML knows
  }
}

/** The last of them are a comment and a quote that is never closed, after which nothing of the line can be read. */
const marks = /'''|"""|'[^']*'|"(?:[^"\\]|\\.)*"|[[\]{}]|[#'"]/g

/** Whether the next line begins inside a text of several lines, or inside brackets. */
class Nesting {
  #open: string | null = null
  #depth = 0

  get isRoot(): boolean {
    return this.#open === null && this.#depth === 0
  }

  take(line: string): void {
    for (let at = 0; at <= line.length; ) {
      if (this.#open !== null) {
        const end = line.indexOf(this.#open, at)
        if (end === -1) return
        at = end + this.#open.length
        this.#open = null
      }
      marks.lastIndex = at
      const [mark] = marks.exec(line) ?? []
      if (mark === undefined || mark === '#' || mark === '"' || mark === "'") return
      at = marks.lastIndex
      if (mark === "'''" || mark === '"""') this.#open = mark
      else if (mark === '[' || mark === '{') this.#depth += 1
      else if (mark === ']' || mark === '}') this.#depth = Math.max(0, this.#depth - 1)
    }
  }
}
