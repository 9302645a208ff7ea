import type { InvocationEvent, InvocationEvents } from '#shared/invocation-events'
import { type Keeping, type Kept, useKept } from '../log/use-kept'
import { KeptEvents } from './kept-events'

interface EventsSoFar {
  readonly events: readonly InvocationEvent[]
  /** Events before the first that is shown. */
  readonly dropped: number
  readonly begun: boolean
  readonly ended: boolean
}
export type ShownEvents = Kept<EventsSoFar>

/** Follows the events of one invocation. */
export function useEvents(id: string): ShownEvents {
  return useKept({
    key: id,
    open: (client, signal) => client.invocations.events({ id }, { signal }),
    begin: keptEvents,
  })
}

function keptEvents(): Keeping<InvocationEvents, EventsSoFar> {
  const kept = new KeptEvents()
  let about = { begun: false, ended: false }
  return {
    take: (batch) => {
      kept.append(batch)
      about = { begun: true, ended: batch.ended }
    },
    shown: () => ({ ...about, events: kept.events.slice(), dropped: kept.dropped }),
    isComplete: () => about.ended,
  }
}
