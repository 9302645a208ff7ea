import type { Recovered } from '../lane/recovery'
import type { RecoveredInvocations } from '../provider/recover-invocations'
import type { Ended } from '../provider/sweep'

/** By the name of its item's file: what is said of an agent that still ran when a new life began, and was ended. */
export function orphansOf({ lost, finished, ended }: RecoveredInvocations, now: number): Map<string, string> {
  const found = new Map<string, string>()
  for (const { id, pid, itemFile, startedAt } of [...lost, ...finished]) {
    const gone = ended.filter(({ attempt }) => attempt === id)
    if (gone.length === 0) continue
    const agent = gone.find((each) => each.pid === pid)
    const others = gone.filter((each) => each !== agent)
    const said = [
      ...(agent === undefined
        ? []
        : [`Its agent, process ${pid}, still ran after ${age(now - startedAt)} and was ended.`]),
      ...(others.length === 0 ? [] : [`What its agent had started still ran and was ended: ${listed(others)}.`]),
    ]
    found.set(itemFile, said.join(' '))
  }
  return found
}

const mostNamed = 5

function listed(ended: readonly Ended[]): string {
  const names = ended.slice(0, mostNamed).map(({ pid, command }) => (command === '' ? `${pid}` : `${pid} (${command})`))
  const more = ended.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}

export function withOrphan(recovered: Recovered, orphan: string | undefined): Recovered {
  return orphan === undefined ? recovered : { ...recovered, sentence: `${orphan} ${recovered.sentence}` }
}

function age(ms: number): string {
  const seconds = Math.max(Math.round(ms / 1000), 0)
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
