import { isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { faultText } from '../ground/fault-code'
import { type Place, type Places, placesIn } from './yaml-places'

export interface WrongYaml {
  readonly place: Place | null
  readonly sentence: string
}

export type ReadYaml =
  | { readonly ok: true; readonly value: unknown; readonly places: Places }
  | { readonly ok: false; readonly wrong: readonly [WrongYaml, ...WrongYaml[]] }

/** The value of a YAML text that was looked through before, with where things stand in it. */
export function yamlDocument(text: string): ReadYaml {
  const lines = new LineCounter()
  // The parser compares each key of a table with every other; one look at each is enough.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false })
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const wrong: WrongYaml[] = document.errors.map(({ pos, message }) => ({ place: at(pos[0]), sentence: message }))
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value))
          wrong.push({ place: key.range ? at(key.range[0]) : null, sentence: 'Map keys must be unique' })
        seen.add(key.value)
      }
    },
  })
  const [first, ...more] = wrong
  if (first !== undefined) return { ok: false, wrong: [first, ...more] }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {}
    return { ok: true, value, places: placesIn(document, text, lines) }
  } catch (error) {
    return { ok: false, wrong: [{ place: null, sentence: faultText(error) }] }
  }
}
