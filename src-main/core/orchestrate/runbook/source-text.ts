import { parse, TomlError } from 'smol-toml'
import { LineCounter, parseDocument } from 'yaml'
import { faultText } from '../../home/fault-code'
import type { SettingsProblem } from '../../home/yaml-file'
import { type Place, type Places, placesIn } from '../../home/yaml-places'
import { tomlPlaces } from './toml-places'

/** What a file says, and where. */
export type Parsed =
  | { readonly ok: true; readonly value: unknown; readonly places: Places }
  | { readonly ok: false; readonly problem: SettingsProblem }

/** Reads TOML, or YAML when the file's name does not end with `.toml`. Pure; never throws for what the text is. */
export function parsedSource(file: string, text: string): Parsed {
  return /\.toml$/i.test(file) ? parsedToml(file, text) : parsedYaml(file, text)
}

function parsedToml(file: string, text: string): Parsed {
  try {
    const value = parse(text, { maxDepth: 50, unsafeKeyBehaviour: 'throw' })
    return { ok: true, value, places: tomlPlaces(text) }
  } catch (error) {
    if (!(error instanceof TomlError)) return refused(file, null, faultText(error))
    // The library's message goes on with a drawing of the place.
    const [message = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n')
    return refused(file, { line: error.line, column: error.column }, `It is not valid TOML: ${message}`)
  }
}

function parsedYaml(file: string, text: string): Parsed {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    return refused(file, { line, column: col }, `It is not valid YAML: ${error.message}`)
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {}
    return { ok: true, value, places: placesIn(document, text, lines) }
  } catch (fault) {
    return refused(file, null, faultText(fault))
  }
}

function refused(file: string, place: Place | null, sentence: string): Parsed {
  const { line, column } = place ?? { line: null, column: null }
  return { ok: false, problem: { file, line, column, sentence: sentence.replace(/[.:]?$/, '.') } }
}
