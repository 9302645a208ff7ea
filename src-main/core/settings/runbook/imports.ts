import { z } from 'zod'
import { suggestion } from '../../ground/nearest'
import { checkedValue, type ValueProblem } from '../schema-problems'
import { SpecId } from '../workflow/workflow-spec'
import { placed, type SettingsProblem } from '../yaml-file'
import type { Places } from '../yaml-places'
import { type Constants, constantsOf, withConstants } from './const-values'
import { aliased, type Entities, entitiesOf, together } from './entities'
import { foundLibrary, type LibraryFile } from './libraries'
import { parsedSource } from './source-text'
import { isTable, type Table } from './tables'

/** Imports of a runbook, those of its libraries included, and how far they lead. */
const mostImports = 20
const deepest = 4

const Given = z.string().max(100_000)
const Imports = z.record(
  z.string(),
  z.strictObject({
    /** What is imported is named `<alias>-<name>` then. */
    alias: SpecId.optional(),
    const: z.record(z.string().max(64), z.union([Given, z.strictObject({ value: Given })])).default({}),
  }),
)
type Import = z.infer<typeof Imports>[string]

/** A file with its imports. */
interface Importer {
  readonly file: string
  readonly value: Table
  readonly places: Places
}

/** What the imports of a file bring, everything that is wrong with them, and every name that was looked at. */
export interface Imported {
  readonly entities: Entities
  readonly problems: readonly SettingsProblem[]
  readonly looked: readonly string[]
}

/** Reads the libraries that a runbook imports from these folders. */
export async function importedBy(importer: Importer, folders: readonly string[]): Promise<Imported> {
  const reader = new LibraryReader(folders)
  const entities = await reader.imports(importer, [])
  return { entities, problems: reader.problems, looked: reader.looked }
}

class LibraryReader {
  readonly problems: SettingsProblem[] = []
  readonly looked: string[] = []
  readonly #folders: readonly string[]
  #imports = 0

  constructor(folders: readonly string[]) {
    this.#folders = folders
  }

  /** `chain`: the libraries on the way here. Of two entities with one name the first import's stands. */
  async imports(importer: Importer, chain: readonly string[]): Promise<Entities> {
    let entities: Entities = new Map()
    if (importer.value.import === undefined) return entities
    const wrong = (problems: readonly ValueProblem[]): void => {
      for (const { path, ...rest } of problems) {
        this.problems.push(placed(importer.file, importer.places, { ...rest, path: ['import', ...path] }))
      }
    }
    const checked = checkedValue(Imports, importer.value.import)
    if (!checked.ok) {
      wrong(checked.problems)
      return entities
    }
    for (const [source, given] of Object.entries(checked.value)) {
      const tell = (sentence: string, path: readonly string[] = []): void =>
        wrong([{ path: [source, ...path], part: 'key', sentence }])
      this.#imports++
      if (chain.includes(source)) {
        const way = [...chain.slice(chain.indexOf(source)), source].map((name) => `"${name}"`).join(' imports ')
        tell(`it imports itself: ${way}`)
      } else if (chain.length >= deepest) tell(`a library imports at most ${deepest} others, one by way of another`)
      else if (this.#imports > mostImports)
        tell(`a runbook has at most ${mostImports} imports, its libraries' included`)
      else {
        const library = await this.#library(source, given, chain, tell)
        entities = together(entities, given.alias === undefined ? library : aliased(library, given.alias))
      }
      if (this.#imports > mostImports) break
    }
    return entities
  }

  async #library(source: string, given: Import, chain: readonly string[], tell: Tell): Promise<Entities> {
    const found = await foundLibrary(source, this.#folders)
    this.looked.push(...found.looked)
    if (!found.ok) {
      tell(found.sentence)
      return new Map()
    }
    const files = await this.#parsed(found.files)
    const declared = this.#declared(files)
    const constants = givenConstants(declared, given, tell)
    let entities: Entities = new Map()
    for (const { file, value, places } of files) {
      const filled = withConstants(value, constants)
      this.problems.push(...filled.problems.map((problem) => placed(file, places, problem)))
      if (!isTable(filled.value)) continue
      for (const key of Object.keys(filled.value)) {
        if (libraryKeys.has(key)) continue
        this.problems.push(placed(file, places, { path: [key], part: 'key', sentence: 'there is no such key' }))
      }
      const own = entitiesOf(filled.value, { file, places })
      const more = await this.imports({ file, value: filled.value, places }, [...chain, source])
      entities = together(entities, together(own, more))
    }
    return entities
  }

  async #parsed(files: readonly LibraryFile[]): Promise<Importer[]> {
    const parsed: Importer[] = []
    for (const { file, text } of files) {
      this.looked.push(file)
      const source = await parsedSource(file, text)
      if (!source.ok) this.problems.push(source.problem)
      else if (isTable(source.value)) parsed.push({ file, value: source.value, places: source.places })
    }
    return parsed
  }

  /** The constants of all the files of a library, which each of them may use. */
  #declared(files: readonly Importer[]): Map<string, string | null> {
    const declared = new Map<string, string | null>()
    for (const { file, value, places } of files) {
      for (const [name, own] of constantsOf(value)) {
        const known = declared.get(name)
        if (known === undefined) declared.set(name, own)
        else if (known !== own) {
          const sentence = 'another file of this library gives it another default'
          this.problems.push(placed(file, places, { path: ['const', name], part: 'key', sentence }))
        }
      }
    }
    return declared
  }
}

type Tell = (sentence: string, path?: readonly string[]) => void

const libraryKeys = new Set([...['queue', 'worker', 'pipeline', 'job', 'agent', 'cron', 'command', 'const', 'import']])

/** The constants of a library with the values that its import gives them. */
function givenConstants(declared: ReadonlyMap<string, string | null>, given: Import, tell: Tell): Constants {
  const constants = new Map(declared)
  for (const [name, one] of Object.entries(given.const)) {
    if (declared.has(name)) constants.set(name, typeof one === 'string' ? one : one.value)
    else tell(`the library has no const "${name}"${suggestion(name, [...declared.keys()])}`, ['const', name])
  }
  for (const [name, value] of constants) {
    if (value === null) tell(`the library needs a const; add const "${name}" { value = "…" }`)
  }
  return constants
}
