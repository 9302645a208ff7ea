/** Keys that Odd Jobs knows and a runbook here does not: what to do instead. */
const foreign: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    locals: 'locals belong to a pipeline',
  },
  queue: {
    list: 'a queue is "persisted" here: take what this lists by a shell step or a script that pushes it, as lanekeeper queue push NAME JSON',
    take: 'a queue is "persisted" here; items are pushed into it',
    poll: 'a queue is "persisted" here; items are pushed into it',
    report: 'a queue is "persisted" here; its results are files in its outgoing folder',
  },
  pipeline: { container: 'a pipeline works on this machine; let a shell step run docker' },
  agent: {
    session: 'an agent has no terminal session here',
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
