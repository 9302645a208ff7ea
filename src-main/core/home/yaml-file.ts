import { readFile, stat } from 'node:fs/promises'
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { faultText } from './fault-code'

/** What is wrong with a settings file, with where it is when that is known. Lines and columns count from 1. */
export interface SettingsProblem {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
  readonly sentence: string
}

export type Loaded<Value> =
  | { readonly ok: true; readonly value: Value; readonly text: string }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[]; readonly text: string }

/** Settings files are small; a larger one is a mistake. */
const longestText = 128 * 1024
const tooLong = 'It is longer than 128 KB.'

/** Reads a YAML file and checks it as a whole. Never throws for what the file is or says. */
export async function loadYaml<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<Loaded<z.output<Schema>>> {
  let text: string
  try {
    const found = await stat(file)
    // Opening a pipe would wait for somebody to write into it.
    if (!found.isFile()) return unreadable(file, 'It is not a regular file.')
    if (found.size > longestText) return unreadable(file, tooLong)
    text = await readFile(file, 'utf8')
  } catch (error) {
    return unreadable(file, `It cannot be read: ${faultText(error)}.`)
  }
  return checkYaml(file, text, schema)
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
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  if (document.errors.length > 0) {
    const problems = document.errors
      .slice(0, 20)
      .map((error) => ({ file, ...at(error.pos[0]), sentence: sentence(error.message) }))
    return { ok: false, text, problems }
  }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (error) {
    return { ok: false, text, problems: [{ file, line: null, column: null, sentence: sentence(faultText(error)) }] }
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return { ok: true, value: parsed.data, text }
  const problems = parsed.error.issues.slice(0, 20).map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
    const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
    const offset = offsetOf(document, path)
    const where = offset === null ? { line: null, column: null } : at(offset)
    return {
      file,
      ...where,
      sentence: sentence(path.length === 0 ? message : `${path.join('.')}: ${message}`),
    }
  })
  return { ok: false, text, problems }
}

/** One sentence for people: where, and what. */
export function problemSentence(problem: SettingsProblem): string {
  const where = problem.line === null ? '' : `, line ${problem.line}, column ${problem.column}`
  return `${problem.file}${where}: ${problem.sentence}`
}

/** Where the value at a path begins; for a value that is missing, its nearest parent. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number | null {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return null
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
