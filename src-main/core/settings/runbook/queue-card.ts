import type { QueueCard } from '#shared/board'
import { isSecretName, maskedLine } from '../../ground/mask-secrets'
import type { Queue } from './queue'

/** A queue as the board shows it; null for one that no runbook declares. */
export function queueCard(
  queue:
    | Pick<Queue, 'runbook' | 'vars' | 'defaults' | 'pipelineName' | 'concurrency' | 'retries' | 'cooldownMs'>
    | undefined,
): QueueCard | null {
  if (queue === undefined) return null
  const { runbook, vars, defaults, pipelineName, concurrency, retries, cooldownMs } = queue
  return {
    runbook,
    vars: vars.map((name) =>
      Object.hasOwn(defaults, name) ? shown(name, String(defaults[name])) : { name, default: null },
    ),
    pipeline: concurrency === 0 ? null : pipelineName,
    concurrency,
    retries,
    cooldownMs,
  }
}

function shown(name: string, value: string): QueueCard['vars'][number] {
  const isSecret = value !== '' && (isSecretName(name) || maskedLine(value) !== value)
  return isSecret ? { name, default: null, hidden: true } : { name, default: value }
}
