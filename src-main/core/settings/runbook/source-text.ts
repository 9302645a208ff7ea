import { parse, TomlError } from 'smol-toml'
import { faultText } from '../../ground/fault-code'
import { excessIn } from '../../ground/text-bounds'
import { yamlDocument } from '../yaml-document'
import { type SettingsProblem, sentence } from '../yaml-file'
import type { Place, Places } from '../yaml-places'
import { parsedHcl } from './hcl-source'
import { placeAt } from './spot-places'
import { tomlPlaces } from './toml-places'
import { yamlCrowd } from './yaml-crowd'

/** What a file says, and where. */
export type Parsed =
  | { readonly ok: true; readonly value: unknown; readonly places: Places }
  | { readonly ok: false; readonly problem: SettingsProblem }

/** Reads HCL, TOML or YAML by the file's name. Never rejects for what the text is, and never holds everything else up for it. */
export async function parsedSource(file: string, text: string): Promise<Parsed> {
  const dialect = dialectOf(file)
  const excess = excessIn(text, dialect)
  if (excess !== null) return refused(file, placeAt(text, excess.offset), excess.sentence)
  const crowd = dialect === 'yaml' ? yamlCrowd(text) : null
  if (crowd !== null) return refused(file, placeAt(text, crowd.offset), crowd.sentence)
  return dialect === 'hcl' ? parsedHcl(file, text) : parsedPlain(file, text)
}

/** Reads TOML or YAML that was looked through before. */
function parsedPlain(file: string, text: string): Parsed {
  return dialectOf(file) === 'toml' ? parsedToml(file, text) : parsedYaml(file, text)
}

function dialectOf(file: string): 'hcl' | 'toml' | 'yaml' {
  const [, ending = ''] = /\.(hcl|toml)$/i.exec(file) ?? []
  return ending.toLowerCase() === 'hcl' ? 'hcl' : ending === '' ? 'yaml' : 'toml'
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
  const read = yamlDocument(text)
  if (!read.ok) {
    const [{ place, sentence }] = read.wrong
    return refused(file, place, `It is not valid YAML: ${sentence}`)
  }
  return { ok: true, value: read.value, places: read.places }
}

function refused(file: string, place: Place | null, told: string): Parsed {
  const { line, column } = place ?? { line: null, column: null }
  return { ok: false, problem: { file, line, column, sentence: sentence(told.replace(/[.:]?$/, '.')) } }
}
