import type { Settings } from '../settings/settings-schema'
import type { RunSettings } from './settle-item'

export interface LaneSettings extends RunSettings {
  readonly settleMs: number
  readonly itemBytes: number
  /** See `mostKnown` of the lane's worker. */
  readonly mostKnown?: number
}

/** The part of the settings a lane works by, in its own units. */
export function laneSettings(settings: Settings): LaneSettings {
  const { limits, retry, settle_ms } = settings
  return {
    settleMs: settle_ms,
    itemBytes: limits.item_bytes,
    maxAttempts: limits.max_attempts,
    retry: { baseMs: retry.base_ms, capMs: retry.cap_ms },
    cooldownMs: null,
  }
}
