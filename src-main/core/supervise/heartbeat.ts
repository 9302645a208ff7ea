import { pause } from '../ground/changes'
import type { Worker } from '../ground/worker'

export interface HeartbeatOptions {
  /** How often to beat, in ms. */
  readonly everyMs: number
  /** Writes down that the owner lives. */
  readonly beat: () => void
  /** How often agents are sent a heartbeat message, in ms; 0: never. Asked at each beat. */
  readonly messageEveryMs: () => number
  readonly sendMessage: () => Promise<void>
  readonly now: () => number
  readonly pause?: typeof pause
}

/** Writes down at intervals that the owner lives, and sends agents their heartbeat message where one is wanted. */
export function heartbeat(options: HeartbeatOptions): Worker {
  return {
    name: 'heartbeat',
    async run(life) {
      const rest = options.pause ?? pause
      life.ready()
      let sentAt = options.now()
      while (!life.stop.aborted) {
        options.beat()
        life.beat()
        const everyMs = options.messageEveryMs()
        if (everyMs > 0 && options.now() - sentAt >= everyMs) {
          sentAt = options.now()
          await options.sendMessage()
        }
        await rest(options.everyMs, life.stop)
      }
    },
  }
}
