import type { ControlGroup } from './control-group'
import { limitMark } from './limit-mark'
import type { ProcessEntry } from './process-table'

/** A process named for good. */
export interface ProcessName {
  readonly pid: number
  readonly startedAt: string
}

/** One that was seen, and whether it led a process group. */
export interface SeenProcess extends ProcessName {
  readonly leads?: boolean
}

/** One attempt, whose processes are looked for. */
export interface Attempt {
  /** The invocation's id, which every descendant inherits in its environment. */
  readonly id: string
  /** The process that was started, if it is known. */
  readonly root: ProcessName | null
  /** Descendants seen earlier, before their parents ended. */
  readonly seen?: readonly SeenProcess[]
  /** Its control group, where it has one. */
  readonly group?: ControlGroup | null
}

/**
 * The processes of a table that belong to an attempt: by one of its markers, as its root or a member of the root's group,
 * as seen earlier, and whatever descends from those. A pid that was given to somebody else since is left alone.
 */
export function belonging(table: readonly ProcessEntry[], attempt: Attempt, self = process.pid): ProcessEntry[] {
  const named = [...(attempt.root === null ? [] : [attempt.root]), ...(attempt.seen ?? [])]
  const startedAt = new Map(named.map((each) => [each.pid, each.startedAt]))
  // A group keeps its number from being given away while it has members; an impostor leads a group of its own.
  const leaders = [
    ...(attempt.root === null ? [] : [attempt.root]),
    ...(attempt.seen ?? []).filter((each) => each.leads === true),
  ]
  const groups = new Map(leaders.map((each) => [each.pid, each.startedAt]))
  for (const { pid, startedAt } of table) if ((groups.get(pid) ?? startedAt) !== startedAt) groups.delete(pid)
  const mark = limitMark(attempt.id)
  const chosen = new Map<number, ProcessEntry>()
  for (const entry of table) {
    const inGroup = entry.group !== null && groups.has(entry.group)
    const isMarked = entry.attempt === attempt.id || entry.mark === mark
    if (isMarked || inGroup || startedAt.get(entry.pid) === entry.startedAt) chosen.set(entry.pid, entry)
  }
  addDescendants(table, chosen, named)
  chosen.delete(self)
  return [...chosen.values()].filter((each) => each.pid > 1)
}

function addDescendants(
  table: readonly ProcessEntry[],
  chosen: Map<number, ProcessEntry>,
  named: readonly ProcessName[],
): void {
  const orphaned = orphansOf(table, named)
  for (let grew = true; grew; ) {
    grew = false
    for (const entry of table) {
      const parent = chosen.get(entry.parent)
      const isChild = parent === undefined ? orphaned(entry) : entry.order >= parent.order
      if (!isChild || chosen.has(entry.pid)) continue
      chosen.set(entry.pid, entry)
      grew = true
    }
  }
}

/**
 * Windows keeps the pid of an ended parent with its children, and reuses pids soon: a child is one only if it is
 * younger than that parent. Start times are plain numbers on Windows alone, so elsewhere nothing compares true.
 */
function orphansOf(table: readonly ProcessEntry[], named: readonly ProcessName[]): (entry: ProcessEntry) => boolean {
  const present = new Set(table.map((each) => each.pid))
  const ended = new Map(
    named.filter((each) => !present.has(each.pid)).map((each) => [each.pid, Number(each.startedAt)]),
  )
  return (entry) => entry.order >= (ended.get(entry.parent) ?? Number.NaN)
}
