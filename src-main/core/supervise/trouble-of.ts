import { leftNames, type SupervisorStatus } from '#shared/supervisor'
import { faultText } from '../ground/fault-code'
import type { EndedWorkers } from './end-workers'

/** Why a supervisor that is up is degraded, or null. */
export function troubleOf(workers: SupervisorStatus['workers']): string | null {
  const ill = workers.filter(({ state }) => state === 'failed' || state === 'backing_off' || state === 'starting')
  if (ill.length === 0) return null
  return ill.slice(0, 3).map(illness).join(' ')
}

function illness({ name, state, lastError }: SupervisorStatus['workers'][number]): string {
  if (state === 'starting' && lastError === null) return `The worker ${name} has not begun yet.`
  const then = state === 'failed' ? 'is not tried again by itself' : 'is being tried again'
  return `The worker ${name} failed and ${then}: ${lastError ?? 'no cause is known'}.`
}

/** What a stop left running, or could not verify; null when nothing. */
export function leftSentence({ left, named, leftWorkers, unverified }: EndedWorkers): string | null {
  const parts = [
    ...(leftWorkers.length > 0 ? [`These workers did not end: ${leftWorkers.join(', ')}.`] : []),
    ...(left.length > 0 ? [`These processes refuse to end: ${leftNames(left, named).join(', ')}.`] : []),
    ...(unverified === null ? [] : [`It is not certain that every process is gone: ${faultText(unverified)}.`]),
  ]
  return parts.length === 0 ? null : parts.join(' ')
}
