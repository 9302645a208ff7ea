import { dirname } from 'node:path'
import { readPrompt } from '../prompt-files'
import { checkedValue, type ValueProblem } from '../schema-problems'
import { placed, type SettingsProblem } from '../yaml-file'
import type { Places } from '../yaml-places'
import { withConstants } from './const-values'
import { type Entities, entitiesOf, type Origin, sections, together, withAliasesNamed } from './entities'
import { insteadOf, withoutExternal } from './foreign-keys'
import { importedBy } from './imports'
import { Runbook } from './runbook-schema'
import { parsedSource } from './source-text'
import { spotKey } from './spot-places'
import { isTable, type Table } from './tables'

/** So many problems of one file are told. */
const mostProblems = 20
const mostOfAKind = 200
const longestPrompt = 100_000

/** A file, and where in others stands what it imports, by section and name. */
interface Sites {
  readonly file: string
  readonly places: Places
  readonly origins: ReadonlyMap<string, Origin>
}

export interface RunbookFile extends Sites {
  readonly runbook: Runbook
}

/** `looked`: the other names whose change may change what the runbook says. */
export type ReadRunbook =
  | { readonly ok: true; readonly read: RunbookFile; readonly looked: readonly string[] }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[]; readonly looked: readonly string[] }

/** Reads the text of a runbook, HCL, TOML or YAML by its name, with what it imports, and checks the shape of its parts. */
export async function readRunbook(file: string, text: string, libraries: readonly string[] = []): Promise<ReadRunbook> {
  const source = await parsedSource(file, text)
  if (!source.ok) return { ok: false, problems: [source.problem], looked: [] }
  const { places } = source
  const alone = { file, places, origins: new Map<string, Origin>() }
  const refused = (sites: Sites, problems: readonly ValueProblem[], looked: readonly string[] = []): ReadRunbook => ({
    ok: false,
    problems: placedAll(sites, problems),
    looked,
  })
  const crowd = crowdIn(source.value)
  if (crowd !== null) return refused(alone, [crowd])
  const { value, problems } = withConstants(source.value)
  if (problems.length > 0) return refused(alone, problems)
  const imported = await importedBy({ file, value: isTable(value) ? value : {}, places }, libraries)
  const { looked } = imported
  if (imported.problems.length > 0) return { ok: false, problems: imported.problems.slice(0, mostProblems), looked }
  const merged = isTable(value) && value.import !== undefined ? withImported(value, imported.entities) : value
  const sites = { ...alone, origins: originsOf(imported.entities) }
  const together = crowdIn(merged)
  if (together !== null) return refused(sites, [together], looked)
  const { rest, problems: external } = withoutExternal(merged)
  const checked = checkedValue(Runbook, rest)
  if (!checked.ok) return refused(sites, [...external, ...checked.problems], looked)
  if (external.length > 0) return refused(sites, external, looked)
  const prompts = await withPromptFiles(checked.value, sites)
  const all = [...looked, ...prompts.looked]
  if (prompts.problems.length > 0) return refused(sites, prompts.problems, all)
  return { ok: true, read: { ...sites, runbook: prompts.runbook }, looked: all }
}

/** A runbook with the texts of the prompt files of its agents, each read from the folder of the file that names it. */
async function withPromptFiles(
  runbook: Runbook,
  { file, origins }: Sites,
): Promise<{ runbook: Runbook; problems: ValueProblem[]; looked: string[] }> {
  const problems: ValueProblem[] = []
  const looked: string[] = []
  const agent: Runbook['agent'] = {}
  for (const [name, setting] of Object.entries(runbook.agent)) {
    agent[name] = setting
    if (setting.prompt_file === undefined) continue
    const folder = dirname(origins.get(spotKey(['agent', name]))?.file ?? file)
    const read = await readPrompt(folder, setting.prompt_file, folder)
    if (read.file !== null) looked.push(read.file)
    const sentence = read.ok
      ? read.text.length > longestPrompt
        ? 'it is longer than 100,000 characters'
        : null
      : read.sentence
    if (sentence !== null) problems.push({ path: ['agent', name, 'prompt_file'], sentence })
    else if (read.ok) agent[name] = { ...setting, prompt: read.text }
  }
  return { runbook: { ...runbook, agent }, problems, looked }
}

/** A runbook with what it imports; what it has itself stands before that. */
function withImported(value: Table, imported: Entities): Table {
  const all = withAliasesNamed(together(entitiesOf(value, null), imported))
  const merged = sections.flatMap((section) => {
    const named = [...(all.get(section) ?? [])].map(([name, one]) => [name, one.value] as const)
    return named.length === 0 ? [] : [[section, Object.fromEntries(named)] as const]
  })
  const { import: _read, ...own } = value
  return { ...own, ...Object.fromEntries(merged) }
}

function originsOf(entities: Entities): Map<string, Origin> {
  return new Map(
    [...entities].flatMap(([section, all]) =>
      [...all].flatMap(([name, { origin }]) => (origin === null ? [] : [[spotKey([section, name]), origin] as const])),
    ),
  )
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
export function placedAll(sites: Sites, problems: readonly ValueProblem[]): SettingsProblem[] {
  const told = problems.map((problem) => {
    const instead = problem.part === 'key' ? insteadOf(problem.path) : null
    return placedAt(sites, instead === null ? problem : { ...problem, sentence: instead })
  })
  const each = new Map(told.map((one) => [`${one.file}:${one.line}:${one.column}:${one.sentence}`, one]))
  const files = [...new Set([sites.file, ...told.map(({ file }) => file)])]
  const inOrder = [...each.values()].sort(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  )
  return inOrder.slice(0, mostProblems)
}

/** What was imported is found where it stands, and says who imports it. */
function placedAt({ file, places, origins }: Sites, problem: ValueProblem): SettingsProblem {
  const origin = origins.get(spotKey(problem.path.slice(0, 2)))
  if (origin === undefined) return placed(file, places, problem)
  const sentence = `${problem.sentence.replace(/[.]$/, '')} (${file} imports it)`
  return placed(origin.file, origin.places, { ...problem, path: [...origin.path, ...problem.path.slice(2)], sentence })
}
