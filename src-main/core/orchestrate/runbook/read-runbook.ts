import { checkedValue, type ValueProblem } from '../../home/schema-problems'
import { placed, type SettingsProblem } from '../../home/yaml-file'
import type { Places } from '../../home/yaml-places'
import { insteadOf } from './foreign-keys'
import { Runbook } from './runbook-schema'
import { parsedSource } from './source-text'

/** So many problems of one file are told. */
const mostProblems = 20

export interface RunbookFile {
  readonly file: string
  readonly runbook: Runbook
  readonly places: Places
}

export type ReadRunbook =
  | { readonly ok: true; readonly read: RunbookFile }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] }

/** Reads the text of a runbook, TOML or YAML by its name, and checks the shape of its parts. Pure. */
export function readRunbook(file: string, text: string): ReadRunbook {
  // Some editors put a byte order mark at the beginning.
  const source = parsedSource(file, text.replace(/^\uFEFF/, ''))
  if (!source.ok) return { ok: false, problems: [source.problem] }
  const checked = checkedValue(Runbook, source.value)
  if (checked.ok) return { ok: true, read: { file, runbook: checked.value, places: source.places } }
  return { ok: false, problems: placedAll(file, source.places, checked.problems) }
}

/** Problems with their places, in the order of the file, each once. */
export function placedAll(file: string, places: Places, problems: readonly ValueProblem[]): SettingsProblem[] {
  const told = problems.map((problem) => {
    const instead = problem.part === 'key' ? insteadOf(problem.path) : null
    return placed(file, places, instead === null ? problem : { ...problem, sentence: instead })
  })
  const each = new Map(told.map((problem) => [`${problem.line}:${problem.column}:${problem.sentence}`, problem]))
  const inOrder = [...each.values()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
  return inOrder.slice(0, mostProblems)
}
