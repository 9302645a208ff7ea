import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Breather } from '../ground/breather'
import type { History } from '../record/history'
import { outgoingStem } from './failure-notice'
import type { Lane } from './lane'
import { recordResult } from './record-result'

/** As much of a result's name as is compared: long names are cut where they are written. */
const comparedName = 100
/** What nobody waits for is read in so many files at a time, and then rests so long, ms: work goes on beside it. */
const filesAtOnce = 10
const restMs = 5

/** The results of a lane that its history did not know when they were listed, and how they are written into it. */
export interface UnknownResults {
  /** Resolves when the history knows the answers of all that it had as active. Must come before anything else is worked on. */
  readonly ofActive: Promise<void>
  /**
   * Resolves when it knows the others too, and answers how many there were: of a lost history, or of a home taken over. They
   * were listed before, so that nothing answered since is among them.
   */
  readonly others: Promise<number>
}

/** Writes into the history the results in `outgoing` that it does not know; what is left when `signal` aborts is for the next time. */
export function unknownResults(
  lane: Lane,
  history: History,
  limitBytes: number,
  signal: AbortSignal = new AbortController().signal,
): UnknownResults {
  const folder = lane.moves.files.paths.outgoing
  const ofActive = (async () => {
    const names = (await readdir(folder)).filter((file) => file.endsWith('.json'))
    const left = lane.record.allLeftActive()
    const begins = left.flatMap(({ id }) => nameBegins(lane, history, id))
    const breather = new Breather()
    const others: string[] = []
    for (const file of names) {
      await breather.pause()
      if (signal.aborted) return { others: [], left }
      if (!begins.some((begin) => file.startsWith(begin))) others.push(file)
      else if (!history.hasResult(lane.name, file)) await recordResult(lane.record, folder, file, limitBytes)
    }
    return { others, left }
  })()
  const others = ofActive.then(async ({ others: files, left }) => {
    // One that is worked on again by now has its file, and is answered when it is.
    const ids = new Set(left.map(({ id }) => id))
    const answers = (id: string): boolean => ids.has(id) && lane.find(id) === null
    const breather = new Breather()
    let found = 0
    for (const file of files) {
      await breather.pause()
      if (signal.aborted) return found
      if (history.hasResult(lane.name, file)) continue
      await recordResult(lane.record, folder, file, limitBytes, answers)
      if (++found % filesAtOnce === 0) await sleep(restMs)
    }
    return found
  })
  return { ofActive: ofActive.then(() => {}), others }
}

/** Both parts, one after the other. */
export async function reconcileResults(
  lane: Lane,
  history: History,
  limitBytes: number,
  signal?: AbortSignal,
): Promise<void> {
  await unknownResults(lane, history, limitBytes, signal).others
}

/** How the name of the answer begins that an item has which was active when last heard of. */
function nameBegins(lane: Lane, history: History, id: string): string[] {
  const summary = history.summary(lane.name, id)
  if (summary === null) return []
  const { channel, messageId } = summary
  const stem = outgoingStem({ channel, messageId }, 0)
  return [(channel === 'heartbeat' ? stem : stem.slice(0, -1)).slice(0, comparedName)]
}
