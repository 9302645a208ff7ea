import type { RecoveredInvocations } from '../provider/recover-invocations'
import type { Recovered } from '../queue/recovery'

/** By the name of its item's file: what is said of an agent that still ran when a new life began, and was ended. */
export function orphansOf({ lost, ended }: RecoveredInvocations, now: number): Map<string, string> {
  const gone = new Set(ended)
  const found = new Map<string, string>()
  for (const { pid, itemFile, startedAt } of lost) {
    if (pid === null || !gone.has(pid)) continue
    found.set(itemFile, `Its agent, process ${pid}, still ran after ${age(now - startedAt)} and was ended.`)
  }
  return found
}

export function withOrphan(recovered: Recovered, orphan: string | undefined): Recovered {
  return orphan === undefined ? recovered : { ...recovered, sentence: `${orphan} ${recovered.sentence}` }
}

function age(ms: number): string {
  const seconds = Math.max(Math.round(ms / 1000), 0)
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
