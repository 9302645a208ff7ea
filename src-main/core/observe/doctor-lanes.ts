import type { Finding } from '#shared/finding'
import { finding, fine, some } from './finding-of'

export interface LaneFacts {
  /** True while a supervisor works on the lanes: what passes through them is then no leftover. */
  readonly isWorked: boolean
  readonly lanes: readonly {
    readonly name: string
    readonly missingFolders: readonly string[]
    /** Files in `incoming` that are no items. */
    readonly strangers: readonly string[]
    readonly halfWritten: readonly string[]
    readonly unpublished: readonly string[]
    readonly interrupted: readonly string[]
    /** When the newest item in line came by its file, ms; null when none is. */
    readonly newestAt: number | null
  }[]
}

/** How far ahead of the clock a file may be, in ms. */
const aheadMs = 60_000

/** Whether each lane's folders are as the protocol leaves them. Pure. */
export function laneFindings({ isWorked, lanes }: LaneFacts, now: number): Finding[] {
  return lanes.flatMap((lane) => {
    const id = (what: string): string => `lane.${lane.name}.${what}`
    const found: Finding[] = []
    if (lane.missingFolders.length > 0) {
      const detail = `Folders of the lane are missing: ${lane.missingFolders.join(', ')}.`
      found.push(finding(id('folders'), 'notice', detail, 'The next start makes them.'))
    }
    if (lane.strangers.length > 0) {
      const detail = `In incoming, not named *.json and left alone: ${some(lane.strangers)}.`
      found.push(
        finding(id('strangers'), 'warning', detail, 'Rename them to *.json if they are messages, else take them away.'),
      )
    }
    if (lane.newestAt !== null && lane.newestAt > now + aheadMs) {
      const ahead = Math.round((lane.newestAt - now) / 1000)
      const detail = `An item in line is dated ${ahead} s from now; whatever comes before then overtakes it.`
      found.push(
        finding(id('clock'), 'warning', detail, 'Set the clocks right of this machine and of whoever writes there.'),
      )
    }
    if (!isWorked) found.push(...leftovers(lane, id))
    return found.length > 0 ? found : [fine(id('folders'), `The folders of ${lane.name} are as they should be.`)]
  })
}

function leftovers(lane: LaneFacts['lanes'][number], id: (what: string) => string): Finding[] {
  const start = 'lanekeeper start settles it before it begins anything new.'
  const notice = (what: string, names: readonly string[], detail: string): Finding[] =>
    names.length === 0 ? [] : [finding(id(what), 'notice', `${detail}: ${some(names)}.`, start)]
  return [
    ...notice('half_written', lane.halfWritten, 'Half-written files of an earlier life'),
    ...notice('unpublished', lane.unpublished, 'Results that were not published yet'),
    ...notice('interrupted', lane.interrupted, 'Items that were interrupted in the middle of their work'),
  ]
}
