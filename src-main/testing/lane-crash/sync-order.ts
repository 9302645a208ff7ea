import { basename, dirname } from 'node:path'
import { LaneTrace, type TracedLane } from './lane-trace'
import type { SystemCall } from './system-calls'

/** What a trace was found to have done; a checker that saw nothing proves nothing. */
export interface SyncVerdict {
  readonly enqueued: number
  readonly finished: number
  readonly buried: number
  readonly givenBack: number
  /** Items that were let wait for a person, and let go on. */
  readonly parked: number
  readonly resumed: number
  readonly rejected: number
  /** Moves that an operator asked for. */
  readonly operated: number
  /** What was done or acknowledged before what it depends on was on the disk. */
  readonly guilty: readonly string[]
  /** Calls that force something in the lane to the disk. */
  readonly syncs: number
}

/**
 * Checks a trace against the order that makes the lane safe from power loss, also on a file system that may keep one half
 * of a rename and lose the other: no name is given before the bytes are on the disk, and no step is taken before the
 * folders that hold the step before it are. `acknowledged` is written by the traced program when it was told of something:
 * a line with the name of a file that was enqueued or moved by an operator, or `<kind> <stem> <attempt>` of an event.
 */
export function checkedSyncs(calls: readonly SystemCall[], lane: TracedLane, acknowledged: string): SyncVerdict {
  const trace = new LaneTrace(calls, lane, acknowledged)
  const guilty: string[] = []
  const counts = { enqueued: 0, finished: 0, buried: 0, givenBack: 0, parked: 0, resumed: 0, rejected: 0, operated: 0 }

  /** Complains unless each folder was synced between the call and its acknowledgement. */
  const checkTold = (call: SystemCall, line: string, folders: readonly string[]): void => {
    const to = basename(call.paths[1] ?? '')
    const told = trace.acknowledgement(line)
    if (told === undefined) guilty.push(`${to} was never acknowledged`)
    else {
      for (const folder of folders)
        if (!trace.isSynced(folder, call, told))
          guilty.push(`${to} was acknowledged before ${basename(folder)} was synced`)
    }
  }

  const checkStored = (stored: SystemCall): void => {
    const [, to = ''] = stored.paths
    const file = basename(to)
    guilty.push(...trace.bytesComplaint(stored))
    const claim = /~c[0-9a-z]+(?=\.json$)/.exec(to)?.[0] ?? ''
    const claimed = trace.named(lane.processing, 'rename').find(({ paths }) => paths[1]?.includes(claim))
    const left = trace.leaving(lane.processing, claim)
    const published = trace.renamed(to)
    if (claimed === undefined) guilty.push(`${file} was stored and its item never claimed`)
    if (left === undefined || published === undefined) {
      guilty.push(`${file} was stored and its item never left, or was never published`)
      return
    }
    const item = basename(left.paths[0] ?? '')
    if (claimed !== undefined && !trace.isSynced(lane.processing, claimed, stored))
      guilty.push(`${file} was stored before processing was synced for its claim`)
    if (claimed !== undefined && !trace.isSynced(lane.incoming, claimed, left))
      guilty.push(`${item} left processing before incoming was synced for its claim`)
    if (!trace.isSynced(lane.outbox, stored, left)) guilty.push(`${item} left processing before outbox was synced`)
    const isBurial = trace.isRename(left)
    counts[isBurial ? 'buried' : 'finished']++
    // Of an item that leaves last its name says that it is given up.
    const settled = isBurial ? trace.marked(lane.processing, claim) : left
    if (settled === undefined) guilty.push(`${item} was told of and its name does not say so`)
    else if (!trace.isSynced(lane.processing, settled, published))
      guilty.push(`${file} was published before processing was synced`)
    if (isBurial && left.enteredAt < published.returnedAt) guilty.push(`${item} was dead before ${file} was published`)
    if (isBurial && !trace.isSynced(lane.outbox, stored, published))
      guilty.push(`${file} was published before outbox was synced`)
  }

  const checkMoved = (call: SystemCall): void => {
    const [from = '', to = ''] = call.paths
    const [source, target] = [dirname(from), dirname(to)]
    const [, stem = '', attempt = '1'] = /^(.+?)(?:~a(\d+))?(?:~.*)?\.json$/.exec(basename(to)) ?? []
    if (to.endsWith('~d.json')) return
    if (source === lane.processing && target === lane.processing) {
      counts.parked++
      checkTold(call, `waiting ${stem} ${attempt}`, [lane.processing, lane.incoming])
    } else if (source === lane.processing && target === lane.incoming && to.endsWith('~w.json')) {
      counts.resumed++
      checkTold(call, `resumed ${stem} ${attempt}`, [target, source])
    } else if (source === lane.processing && target === lane.incoming) {
      counts.givenBack++
      checkTold(call, `failed ${stem} ${Number(attempt) - 1}`, [target])
    } else if (source === lane.incoming && target === lane.rejected) {
      counts.rejected++
      checkTold(call, `rejected ${stem} 1`, [target, source])
    } else if (source !== lane.processing && target !== lane.processing) {
      counts.operated++
      checkTold(call, basename(to), source === target ? [target] : [target, source])
    }
  }

  for (const call of trace.named(lane.incoming, 'link')) {
    counts.enqueued++
    guilty.push(...trace.bytesComplaint(call))
    checkTold(call, basename(call.paths[1] ?? ''), [lane.incoming])
  }
  for (const call of trace.named(lane.outbox, 'rename')) checkStored(call)
  for (const folder of [lane.incoming, lane.processing, lane.dead, lane.rejected, lane.trash]) {
    for (const call of trace.named(folder, 'rename')) {
      const [from = '', to = ''] = call.paths
      const isReason = to.endsWith('.reason')
      if (dirname(from) === lane.tmp) guilty.push(...trace.bytesComplaint(call))
      else if (isReason) checkTold(call, basename(to, '.reason'), [folder])
      else checkMoved(call)
    }
  }
  return { ...counts, guilty, syncs: trace.syncs }
}
