import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from 'yaml'

/** Counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** What about a value a problem is: its key, the whole of it, or a piece of its text. */
export type Part = 'key' | 'value' | { readonly text: string }

/** Where something stands in a YAML text; what is missing has the place of the nearest thing around it. */
export type Places = (path: readonly PropertyKey[], part: Part) => Place | null

interface Spot {
  readonly key: unknown
  readonly value: Node
}

export function placesIn(document: Document, text: string, lines: LineCounter): Places {
  return (path, part) => {
    const offset = offsetOf(document, text, path, part)
    if (offset === null) return null
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
}

function offsetOf(document: Document, text: string, path: readonly PropertyKey[], part: Part): number | null {
  const { spot, whole } = spotOf(document, path)
  if (spot === null) return null
  const own = whole && part === 'key' ? (startOf(spot.key) ?? startOf(spot.value)) : startOf(spot.value)
  if (!whole || typeof part === 'string' || own === null) return own
  const found = text.indexOf(part.text, own)
  return found === -1 || found >= (spot.value.range?.[2] ?? 0) ? own : found
}

/** The innermost value on the path that is there, and whether that is the whole path. */
function spotOf(document: Document, path: readonly PropertyKey[]): { spot: Spot | null; whole: boolean } {
  let spot: Spot | null = document.contents === null ? null : { key: null, value: document.contents }
  for (const name of path) {
    const next: Spot | null = spot === null ? null : inside(document, spot.value, String(name))
    if (next === null) return { spot, whole: false }
    spot = next
  }
  return { spot, whole: true }
}

function inside(document: Document, node: Node, name: string): Spot | null {
  const holder = isAlias(node) ? node.resolve(document) : node
  if (isSeq<Node>(holder)) {
    const value = holder.items[Number(name)]
    return value === undefined ? null : { key: value, value }
  }
  if (!isMap<unknown, Node>(holder)) return null
  const pair = holder.items.find(({ key }) => String(isScalar(key) ? key.value : key) === name)
  if (pair === undefined) return null
  const value = pair.value ?? pair.key
  return isNode(value) ? { key: pair.key, value } : null
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null
}
