import { existsSync } from 'node:fs'
import type { HistoryFound, ItemDetail, LaneWindow, LaneWindowQuery } from '#shared/contract'
import { faultCode } from '../../core/ground/fault-code'
import type { HomePaths } from '../../core/ground/home-paths'
import { messageLane } from '../../core/ground/message-lane'
import { Refused } from '../../core/ground/refused'
import { messageReading } from '../../core/lane/inspect'
import { LaneGlance, laneRoots } from '../../core/lane/lane-glance'
import { lanePaths } from '../../core/lane/lane-paths'
import { completedRow, readShown } from '../../core/lane/lane-window'
import { payloadIn } from '../../core/observe/item-detail'
import { queueReading } from '../../core/orchestrate/queue-reading'
import { History } from '../../core/record/history'
import { Invocations } from '../../core/record/invocations'
import type { StatusReport } from './status-report'

/** The newest attempts shown with an item. */
const shownInvocations = 20

/** What can be read of a home without its owner. Changes nothing in it. */
export class HomeOnDisk implements Disposable {
  readonly #paths: HomePaths
  readonly #now: () => number
  readonly #history: History | null

  constructor(paths: HomePaths, now: () => number) {
    this.#paths = paths
    this.#now = now
    this.#history = openHistory(paths.history)
  }

  async lanes(signal: AbortSignal): Promise<StatusReport['lanes']> {
    const lanes: StatusReport['lanes'][number][] = []
    for (const [name, root] of await laneRoots(this.#paths)) {
      const glance = await LaneGlance.take(name, root, this.#now(), signal)
      const counts = glance.counts(this.#history?.completedCount(name) ?? 0)
      lanes.push({ name, counts, waiting: glance.waiting, indexing: false, trouble: null })
    }
    return lanes
  }

  async window(query: LaneWindowQuery, signal: AbortSignal): Promise<LaneWindow> {
    if (query.column === 'completed') {
      const found = await this.#history?.completed(query.lane, query.search, query, signal)
      const rows = found?.rows.map((notes) => completedRow(query.lane, notes)) ?? []
      return { offset: query.offset, total: found?.total ?? 0, rows }
    }
    return (await this.#glance(query.lane, signal)).window(query)
  }

  /** Everything known of one item, or null when nothing is. */
  async item(lane: string, id: string, signal: AbortSignal): Promise<ItemDetail | null> {
    const glance = await this.#glance(lane, signal)
    const standing = await glance.find(id)
    const notes = this.#history?.notes(lane, id) ?? null
    if (standing === null && notes === null) return null
    const timeline = this.#history?.timeline(lane, id) ?? []
    const ids = new Set(timeline.map((event) => event.invocationId).filter((one) => one !== null))
    const invocations = new Invocations(this.#paths.invocations)
    const attempts = await Promise.all([...ids].slice(-shownInvocations).map((one) => invocations.find(one)))
    const completed = notes?.status === 'completed' ? completedRow(lane, notes) : null
    const file = notes?.result_file ?? null
    const result = file === null ? null : await readShown(lanePaths(glance.root).outgoing, file)
    const payload = standing === null ? null : await readShown(standing.folderPath, standing.row.file)
    const shown = attempts.filter((one) => one !== null)
    return {
      row: standing?.row ?? completed,
      payload: payload ?? (await payloadIn(shown.at(-1)?.contextPath)),
      result: result === null || file === null ? null : { ...result, file },
      timeline,
      invocations: shown,
    }
  }

  async search(words: string, limit: number, signal: AbortSignal): Promise<HistoryFound> {
    return (await this.#history?.search(words, limit, signal)) ?? { hits: [], lookedAt: 0, unlooked: null }
  }

  [Symbol.dispose](): void {
    this.#history?.[Symbol.dispose]()
  }

  async #glance(lane: string, signal: AbortSignal): Promise<LaneGlance> {
    const root = (await laneRoots(this.#paths)).get(lane)
    if (root === undefined) throw new Refused('no_such_lane', `There is no lane "${lane}".`)
    // Whatever its runbook says now, an object is an item of a queue.
    const reading = lane === messageLane ? messageReading : queueReading(lane, () => null)
    return LaneGlance.take(lane, root, this.#now(), signal, reading)
  }
}

/** Null where there is none yet, or it cannot be read; it is an index, and the owner begins it anew. */
function openHistory(path: string): History | null {
  if (!existsSync(path)) return null
  try {
    return new History(path, () => {})
  } catch (error) {
    if (faultCode(error) !== 'ERR_SQLITE_ERROR') throw error
    return null
  }
}
