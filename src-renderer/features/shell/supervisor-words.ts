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
export function supervisorWords(status: SupervisorStatus, now: number): string {
  const { word } = supervisorLooks[status.state]
  const { draining } = status
  if (draining === null || draining.active === 0) return word
  const seconds = Math.ceil(drainLeftMs(status, now) / 1000)
  if (seconds === 0) return `${word}: ending ${draining.active} active`
  return `${word}: ${draining.active} active, at most ${seconds} s`
}

/** How long a drain may still take. Never more than all of it, however far the page's clock lies behind. */
export function drainLeftMs({ since, draining }: SupervisorStatus, now: number): number {
  return draining === null ? 0 : Math.max(0, draining.until - Math.max(now, since))
}
