import type { ValueProblem } from '../schema-problems'
import { isTable, type Table } from './tables'

/** Keys that Odd Jobs knows and a runbook here does not: what to do instead. */
const foreign: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    locals: 'locals belong to a pipeline',
  },
  pipeline: { container: 'a pipeline works on this machine; let a shell step run docker' },
  agent: {
    max_concurrency: 'set max_concurrent of its provider in config.yaml',
  },
}

/** What to do instead of an unknown key at this path, or null when nothing is known of it. */
export function insteadOf(path: readonly PropertyKey[]): string | null {
  const key = String(path.at(-1) ?? '')
  const sentences = foreign[kindOf(path.slice(0, -1))]
  return sentences !== undefined && Object.hasOwn(sentences, key) ? (sentences[key] ?? null) : null
}

function kindOf(path: readonly PropertyKey[]): string {
  const [section] = path.map(String)
  if (section === undefined) return ''
  const kind = section === 'job' ? 'pipeline' : section
  if (path.length === 2) return kind
  return '-'
}

const ofExternal = ['list', 'take', 'poll', 'report'] as const

/** The queues of a runbook that live in another system, each as one problem, and the runbook without them. */
export function withoutExternal(runbook: unknown): {
  readonly rest: unknown
  readonly problems: readonly ValueProblem[]
} {
  if (!isTable(runbook) || !isTable(runbook.queue)) return { rest: runbook, problems: [] }
  const kept: [string, unknown][] = []
  const problems: ValueProblem[] = []
  for (const [name, queue] of Object.entries(runbook.queue)) {
    const key = isTable(queue) ? foreignKeyOf(queue) : null
    if (key === null) kept.push([name, queue])
    else
      problems.push({
        path: ['queue', name, key],
        part: 'key',
        sentence: pushInstead(name, isTable(queue) ? queue : {}),
      })
  }
  return problems.length === 0
    ? { rest: runbook, problems }
    : { rest: { ...runbook, queue: Object.fromEntries(kept) }, problems }
}

function foreignKeyOf(queue: Table): string | null {
  if (queue.type === 'external') return 'type'
  return ofExternal.find((key) => key in queue) ?? null
}

function pushInstead(name: string, { list, poll }: Table): string {
  const listed = typeof list === 'string' ? `what "${list.trim().slice(0, 80)}" lists` : 'what it lists'
  const when = typeof poll === 'string' ? `a cron with interval "${poll.slice(0, 20)}"` : 'a cron or a script'
  return (
    `a queue of another system is not looked into here: give this one vars, and let ${when} push each item of ${listed} ` +
    `with lanekeeper queue push ${name} JSON; what take does is its pipeline's first step`
  )
}
