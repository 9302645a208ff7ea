import type { QueueCard } from '#shared/board'
import { counted, duration } from '#shared/words'

/** What a runbook says of a queue, in a sentence or two. */
export function queueWords({ runbook, pipeline, concurrency, retries, cooldownMs }: QueueCard): string {
  const from = `A queue of ${runbook}.`
  const worked =
    pipeline === null
      ? 'No worker takes from it, so its items wait.'
      : `Its items go through the pipeline ${pipeline}, ${counted(concurrency, 'at a time', 'at a time')}.`
  const again =
    retries === 0 ? 'Nothing is tried again.' : `A failed item is tried again ${times(retries)}${after(cooldownMs)}.`
  return pipeline === null ? `${from} ${worked}` : `${from} ${worked} ${again}`
}

function times(retries: number): string {
  return retries === 1 ? 'once' : `${retries} times`
}

function after(cooldownMs: number): string {
  return cooldownMs === 0 ? '' : `, each time after ${duration(cooldownMs)}`
}
