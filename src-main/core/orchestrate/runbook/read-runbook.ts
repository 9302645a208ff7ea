import { checkedValue, type ValueProblem } from '../../home/schema-problems'
import { placed, type SettingsProblem } from '../../home/yaml-file'
import type { Places } from '../../home/yaml-places'
import { withConstants } from './const-values'
import { insteadOf } from './foreign-keys'
import { Runbook } from './runbook-schema'
import { parsedSource } from './source-text'

/** So many problems of one file are told. */
const mostProblems = 20
const mostOfAKind = 200

export interface RunbookFile {
  readonly file: string
  readonly runbook: Runbook
  readonly places: Places
}

export type ReadRunbook =
  | { readonly ok: true; readonly read: RunbookFile }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] }

/** Reads the text of a runbook, HCL, TOML or YAML by its name, and checks the shape of its parts. */
export async function readRunbook(file: string, text: string): Promise<ReadRunbook> {
  // Some editors put a byte order mark at the beginning.
  const source = await parsedSource(file, text.replace(/^\uFEFF/, ''))
  if (!source.ok) return { ok: false, problems: [source.problem] }
  const crowd = crowdIn(source.value)
  if (crowd !== null) return { ok: false, problems: placedAll(file, source.places, [crowd]) }
  const { value, problems } = withConstants(source.value)
  if (problems.length > 0) return { ok: false, problems: placedAll(file, source.places, problems) }
  const checked = checkedValue(Runbook, value)
  if (checked.ok) return { ok: true, read: { file, runbook: checked.value, places: source.places } }
  return { ok: false, problems: placedAll(file, source.places, checked.problems) }
}

/** More of one kind than anybody keeps in a file; each costs work with every other. */
function crowdIn(value: unknown): ValueProblem | null {
  if (typeof value !== 'object' || value === null) return null
  for (const [section, all] of Object.entries(value)) {
    const count = typeof all === 'object' && all !== null ? Object.keys(all).length : 0
    if (count <= mostOfAKind) continue
    return {
      path: [section],
      part: 'key',
      sentence: `it holds ${count}; one runbook has at most ${mostOfAKind} of a kind`,
    }
  }
  return null
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
