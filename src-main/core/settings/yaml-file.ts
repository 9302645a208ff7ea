import type { z } from 'zod'
import { masked } from '../ground/mask-secrets'
import { excessIn } from '../ground/text-bounds'
import { checkedValue, type ValueProblem } from './schema-problems'
import { readTextFile } from './text-file'
import { yamlDocument } from './yaml-document'
import type { Places } from './yaml-places'

/** What is wrong with a settings file, with where it is when that is known. Lines and columns count from 1. */
export interface SettingsProblem {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
  readonly sentence: string
}

export type Loaded<Value> =
  | { readonly ok: true; readonly value: Value; readonly text: string; readonly places: Places }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[]; readonly text: string }

/** Settings files are small; a larger one is a mistake. */
const longestText = 128 * 1024
/** So many problems of one file are told. */
const mostProblems = 20
const tooLong = 'It is longer than 128 KB.'

/** Reads a YAML file and checks it as a whole. Never throws for what the file is or says. */
export async function loadYaml<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<Loaded<z.output<Schema>>> {
  const read = await readTextFile(file, longestText)
  return read.ok ? checkYaml(file, read.text, schema) : unreadable(file, read.sentence)
}

function unreadable(file: string, sentence: string): Loaded<never> {
  return { ok: false, text: '', problems: [{ file, line: null, column: null, sentence }] }
}

export function checkYaml<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
): Loaded<z.output<Schema>> {
  if (text.length > longestText) return unreadable(file, tooLong)
  const excess = excessIn(text, 'yaml')
  if (excess !== null) {
    const { length, [length - 1]: last = '' } = text.slice(0, excess.offset).split('\n')
    const problem = { file, line: length, column: last.length + 1, sentence: excess.sentence }
    return { ok: false, text, problems: [problem] }
  }
  const read = yamlDocument(text)
  if (!read.ok) {
    const problems = read.wrong.slice(0, mostProblems).map((one) => ({
      file,
      line: one.place?.line ?? null,
      column: one.place?.column ?? null,
      sentence: sentence(one.sentence),
    }))
    return { ok: false, text, problems }
  }
  const { value, places } = read
  const checked = checkedValue(schema, value)
  if (checked.ok) return { ok: true, value: checked.value, text, places }
  const problems = checked.problems.slice(0, mostProblems).map((problem) => placed(file, places, problem))
  return { ok: false, text, problems }
}

/** A problem with a value, where it stands in its file. */
export function placed(file: string, places: Places, problem: ValueProblem): SettingsProblem {
  const { path, part = 'value' } = problem
  const place = places(path, part)
  const told = path.length === 0 ? problem.sentence : `${path.join('.')}: ${problem.sentence}`
  return { file, line: place?.line ?? null, column: place?.column ?? null, sentence: sentence(told) }
}

/** A problem with a piece of a text that is no YAML. */
export function placeInText(file: string, text: string, piece: string, told: string): SettingsProblem {
  const lines = text.slice(0, Math.max(0, text.indexOf(piece))).split('\n')
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, sentence: sentence(told) }
}

/** One sentence for people: where, and what. */
export function problemSentence(problem: SettingsProblem): string {
  const where = problem.line === null ? '' : `, line ${problem.line}, column ${problem.column}`
  return `${problem.file}${where}: ${problem.sentence}`
}

/** What was told of a file, as one sentence; it may quote the file, which may hold a secret. */
export function sentence(text: string): string {
  const shown = masked(text, {})
  return /[.!?]$/.test(shown) ? shown : `${shown}.`
}
