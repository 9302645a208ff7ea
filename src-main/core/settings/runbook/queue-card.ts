import type { QueueCard } from '#shared/board'
import type { Queue } from './queue'

/** A queue as the board shows it; null for one that no runbook declares. */
export function queueCard(queue: Queue | undefined): QueueCard | null {
  if (queue === undefined) return null
  const { runbook, vars, defaults, pipelineName, concurrency, retries, cooldownMs } = queue
  return {
    runbook,
    vars: vars.map((name) => ({
      name,
      default: Object.hasOwn(defaults, name) ? String(defaults[name]) : null,
    })),
    pipeline: concurrency === 0 ? null : pipelineName,
    concurrency,
    retries,
    cooldownMs,
  }
}
