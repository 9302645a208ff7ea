import type { Node } from 'web-tree-sitter'
import { hclTree } from './hcl-tree'
import type { Parsed } from './source-text'
import { placeAt, type Spot, spotKey, spotPlaces } from './spot-places'

/** What begins a template of HCL; as another letter it is text to the parser, and what it means is decided here. */
const templateMark = '\uE000'
const deepest = 50

/** Reads HCL as far as a runbook has it: attributes and blocks of plain values. Never rejects for what the text is. */
export async function parsedHcl(file: string, text: string): Promise<Parsed> {
  const tree = await hclTree(text.replace(/([$%])\{/g, `$1${templateMark}`))
  if (tree === null) return refused(file, text, 0, 'It takes too long to be read')
  try {
    const wrong = tree.rootNode.hasError ? firstError(tree.rootNode) : null
    if (wrong !== null) return refused(file, text, wrong.startIndex, `It is not valid HCL: ${errorWords(wrong)}`)
    const reader = new Reader(text)
    const body = tree.rootNode.namedChildren.find((node) => node?.type === 'body')
    const value = body ? reader.body(body, [], 0) : {}
    return { ok: true, value, places: spotPlaces(text, reader.spots) }
  } catch (error) {
    if (error instanceof Misread) return refused(file, text, error.offset, error.message)
    throw error
  } finally {
    tree.delete()
  }
}

class Misread extends Error {
  readonly offset: number
  constructor(node: Node, sentence: string) {
    super(sentence)
    this.offset = node.startIndex
  }
}

function firstError(root: Node): Node {
  let node = root
  for (;;) {
    const inner = node.children.find((child) => child?.isError || child?.isMissing || child?.hasError)
    if (!inner || node.isError || node.isMissing) return node
    node = inner
  }
}

function errorWords(node: Node): string {
  if (node.isMissing) return `"${node.type}" is missing`
  const [line = ''] = node.text.replaceAll(templateMark, '{').trim().split('\n')
  return line === '' ? 'it ends too early' : `"${line.slice(0, 60)}" is out of place`
}

function refused(file: string, text: string, offset: number, sentence: string): Parsed {
  return { ok: false, problem: { file, ...placeAt(text, offset), sentence: `${sentence.replace(/[.:]?$/, '')}.` } }
}

type Path = readonly (string | number)[]

class Reader {
  readonly spots = new Map<string, Spot>()
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  body(node: Node, path: Path, depth: number): Record<string, unknown> {
    const found = new Map<string, unknown>()
    for (const child of node.namedChildren) {
      if (child?.type === 'attribute') this.#attribute(child, path, depth, found)
      else if (child?.type === 'block') this.#block(child, path, depth, found)
    }
    return Object.fromEntries(found)
  }

  #attribute(node: Node, path: Path, depth: number, into: Map<string, unknown>): void {
    const [name, expression] = node.namedChildren
    if (!name || !expression) throw new Misread(node, 'a value is missing')
    const key = name.text
    if (into.has(key)) throw new Misread(node, `"${key}" stands there twice`)
    const at = [...path, key]
    this.spots.set(spotKey(at), { key: node.startIndex, value: expression.startIndex })
    into.set(key, this.#value(expression, at, depth + 1))
  }

  /** `queue "jobs" { … }` is the table `jobs` of the table `queue`; without a name it is the table itself. */
  #block(node: Node, path: Path, depth: number, into: Map<string, unknown>): void {
    if (depth > deepest) throw new Misread(node, `it is nested deeper than ${deepest} levels`)
    const named = node.namedChildren.filter((child) => child?.type === 'identifier' || child?.type === 'string_lit')
    const names = named.flatMap((child) =>
      child === null ? [] : [child.type === 'identifier' ? child.text : this.#string(child)],
    )
    const at = [...path, ...names]
    const inner = node.namedChildren.find((child) => child?.type === 'body')
    for (let length = path.length + 1; length <= at.length; length++) {
      const key = spotKey(at.slice(0, length))
      if (!this.spots.has(key)) this.spots.set(key, { key: node.startIndex, value: node.startIndex })
    }
    const value = inner ? this.body(inner, at, depth + 1) : {}
    const [type = '', label, ...more] = names
    if (more.length > 0) throw new Misread(node, `a ${type} has one name`)
    if (label === undefined) {
      if (into.has(type)) throw new Misread(node, `"${type}" stands there twice`)
      into.set(type, value)
      return
    }
    const others = into.get(type) ?? {}
    if (typeof others !== 'object' || others === null) throw new Misread(node, `"${type}" stands there twice`)
    if (Object.hasOwn(others, label)) throw new Misread(node, `there is a ${type} "${label}" already`)
    into.set(type, Object.fromEntries([...Object.entries(others), [label, value]]))
  }

  #value(node: Node, path: Path, depth: number): unknown {
    if (depth > deepest) throw new Misread(node, `it is nested deeper than ${deepest} levels`)
    switch (node.type) {
      case 'expression':
      case 'literal_value':
      case 'template_expr':
      case 'collection_value':
      case 'operation': {
        const [only, ...others] = node.namedChildren
        if (!only || others.length > 0) break
        return this.#value(only, path, depth)
      }
      case 'string_lit':
      case 'quoted_template':
        return this.#string(node)
      case 'heredoc_template':
        return hereText(this.#text.slice(node.startIndex, node.endIndex))
      case 'numeric_lit':
        return Number(node.text)
      case 'unary_operation':
        if (/^-\s*[\d.eE+-]+$/.test(node.text)) return Number(node.text.replace(/\s/g, ''))
        break
      case 'bool_lit':
        return node.text === 'true'
      case 'null_lit':
        return undefined
      case 'tuple':
        return node.namedChildren
          .filter((child) => child?.type === 'expression')
          .map((child, index) => {
            const at = [...path, index]
            if (child === null) return undefined
            this.spots.set(spotKey(at), { key: child.startIndex, value: child.startIndex })
            return this.#value(child, at, depth + 1)
          })
      case 'object':
        return this.#object(node, path, depth)
    }
    throw new Misread(
      node,
      'a value is a text in quotes, a number, true, false, a list or a table; nothing is reckoned here',
    )
  }

  #object(node: Node, path: Path, depth: number): Record<string, unknown> {
    const found = new Map<string, unknown>()
    for (const element of node.namedChildren) {
      if (element?.type !== 'object_elem') continue
      const [name, expression] = element.namedChildren
      if (!name || !expression) throw new Misread(element, 'a value is missing')
      const key = /^[A-Za-z_][\w-]*$/.test(name.text) ? name.text : String(this.#value(name, path, depth + 1))
      if (found.has(key)) throw new Misread(element, `"${key}" stands there twice`)
      const at = [...path, key]
      this.spots.set(spotKey(at), { key: element.startIndex, value: expression.startIndex })
      found.set(key, this.#value(expression, at, depth + 1))
    }
    return Object.fromEntries(found)
  }

  #string(node: Node): string {
    const raw = this.#text.slice(node.startIndex + 1, node.endIndex - 1)
    return raw
      .replace(
        /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
        (found, short?: string, long?: string, one?: string) => {
          const code = short ?? long
          if (code !== undefined)
            return Number.parseInt(code, 16) > 0x10ffff ? found : String.fromCodePoint(Number.parseInt(code, 16))
          return letters[one ?? ''] ?? one ?? ''
        },
      )
      .replace(/([$%])\1\{/g, '$1{')
  }
}

const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** The text of a here-document; `<<-` takes off what all of its lines are indented by. */
function hereText(source: string): string {
  const [opening = '', ...lines] = source.replaceAll('\r\n', '\n').split('\n')
  const body = lines.slice(0, -1)
  const indents = body.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0)
  const indent = opening.startsWith('<<-') ? Math.min(...indents, Number.MAX_SAFE_INTEGER) : 0
  const text = body
    .map((line) => `${line.slice(line.trim() === '' ? Math.min(indent, line.length) : indent)}\n`)
    .join('')
  return text.replace(/([$%])\1\{/g, '$1{')
}
