import type { Log } from '../observe/log'
import type { Lane, LaneWork } from '../queue/lane'
import type { Recovered } from '../queue/recovery'
import type { Worker } from './supervisor'

/** A lane's work as the supervisor sees it. */
export function laneWorker(
  lane: Lane,
  work: LaneWork,
  log: Log,
  reported: (lane: string, recovered: readonly Recovered[]) => void,
): Worker {
  let lastError: string | null = null
  return {
    name: lane.name,
    get active() {
      return lane.active
    },
    get lastBeatAt() {
      return lane.lastBeatAt
    },
    get lastError() {
      return lastError
    },
    async begin() {
      lastError = null
      const recovered = await lane.begin(work)
      reported(lane.name, recovered)
      for (const { file, id, done, sentence } of recovered)
        log.warn('recovery', sentence, { lane: lane.name, file, item: id, done })
    },
    end: (drained, leave) => lane.end(drained, leave),
  }
}
