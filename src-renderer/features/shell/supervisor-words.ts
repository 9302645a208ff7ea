import type { SupervisorState, SupervisorStatus } from '#shared/supervisor'
import type { Tone } from '../../ui/status-look'

interface SupervisorLook {
  readonly word: string
  readonly tone: Tone
}

export const supervisorLooks: Record<SupervisorState, SupervisorLook> = {
  stopped: { word: 'Stopped', tone: 'pending' },
  starting: { word: 'Starting', tone: 'active' },
  running: { word: 'Running', tone: 'completed' },
  stopping: { word: 'Stopping', tone: 'waiting' },
  degraded: { word: 'Degraded', tone: 'failed' },
  stop_failed: { word: 'Stop failed', tone: 'dead' },
  stale: { word: 'Stale', tone: 'waiting' },
  foreign: { word: 'Owned by another process', tone: 'rejected' },
}

/** The state in words; while it drains, how much is waited for and how long at most. */
export function supervisorWords({ state, draining }: SupervisorStatus, now: number): string {
  const { word } = supervisorLooks[state]
  if (draining === null) return word
  const seconds = Math.max(0, Math.ceil((draining.until - now) / 1000))
  return `${word}: ${draining.active} active, at most ${seconds} s`
}
