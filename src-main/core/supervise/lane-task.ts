import { pause } from '../ground/changes'
import type { Worker } from '../ground/worker'
import type { Lane, LaneWork } from '../lane/lane'
import type { Recovered } from '../lane/recovery'
import type { Log } from '../record/log'

/** A lane's work as the supervisor sees it: recovery, then working until it is stopped. */
export function laneWorker(
  lane: Lane,
  work: LaneWork,
  log: Log,
  reported: (lane: string, recovered: readonly Recovered[]) => void,
  /** How often it shows that it lives, in ms. */
  beatMs = 5_000,
): Worker {
  return {
    name: workerName(lane.name),
    active: () => lane.active,
    async run(life) {
      try {
        const recovered = await lane.begin(work, life.stop)
        reported(lane.name, recovered)
        for (const { file, id, done, sentence } of recovered) {
          log[done === 'parked' ? 'info' : 'warn']('recovery', sentence, { lane: lane.name, file, item: id, done })
        }
        life.ready()
        while (!life.stop.aborted) {
          await pause(beatMs, life.stop)
          // Until it ends it goes on claiming.
          if (life.stop.aborted) break
          await lane.assertReachable()
          life.beat()
        }
      } catch (error) {
        // Its active items may take long to end.
        life.failing(error)
        throw error
      } finally {
        await lane.end(life.drained, life.leave)
      }
    },
  }
}

/** The names of workers that are no lane's. */
const taken = new Set(['housekeeping', 'heartbeat', 'crons'])

/** A lane's worker is called like the lane, unless another worker is: then by a name that no lane can have. */
function workerName(lane: string): string {
  return taken.has(lane) ? `lane ${lane}` : lane
}
