import type { LaneCard } from '#shared/board'

/** Items whose agents are at work now; those that wait for a person lose nothing when the app ends. */
export function activeItems(lanes: readonly LaneCard[]): number {
  return lanes.reduce((sum, { counts, waiting }) => sum + Math.max(0, counts.active - waiting), 0)
}
