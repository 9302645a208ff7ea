import { type LaneSettings, laneSettings } from '../lane/lane-settings'
import type { Queue } from '../settings/runbook/queue'
import type { Settings } from '../settings/settings-schema'

/** The settings the lane of a queue works by: the home's, with the queue's own attempts and cooldown. */
export function queueLaneSettings(queue: Pick<Queue, 'retries' | 'cooldownMs'>, settings: Settings): LaneSettings {
  return { ...laneSettings(settings), maxAttempts: 1 + queue.retries, cooldownMs: queue.cooldownMs }
}
