import { useEffect, useState } from 'react'
import type { InvocationEvent } from '#shared/invocation-events'
import type { Failure } from '../../link/failure'
import { follow } from '../../link/follow'
import { link } from '../../link/link'
import { perFrame } from '../../state/per-frame'
import { KeptEvents } from './kept-events'

export interface ShownEvents {
  readonly id: string
  readonly events: readonly InvocationEvent[]
  /** Events before the first that is shown. */
  readonly dropped: number
  readonly begun: boolean
  readonly ended: boolean
  readonly failure: Failure | null
}

function nothingOf(id: string): ShownEvents {
  return { id, events: [], dropped: 0, begun: false, ended: false, failure: null }
}

/** Follows the events of one invocation; whatever number of batches comes, the page is drawn once a frame. */
export function useEvents(id: string): ShownEvents {
  const [shownEvents, setShownEvents] = useState<ShownEvents>(() => nothingOf(id))
  useEffect(() => {
    const ending = new AbortController()
    let kept = new KeptEvents()
    let latest = nothingOf(id)
    const shown = perFrame<null>(() =>
      setShownEvents({ ...latest, events: kept.events.slice(), dropped: kept.dropped }),
    )
    void follow(
      link,
      {
        open: (client, signal) => client.invocations.events({ id }, { signal }),
        begin: () => {
          kept = new KeptEvents()
          latest = nothingOf(id)
        },
        take: (batch) => {
          kept.append(batch)
          latest = { ...latest, begun: true, ended: batch.ended }
          shown.put(null)
        },
        failed: (failure) => {
          latest = { ...latest, failure }
          shown.put(null)
        },
        complete: () => latest.ended,
      },
      ending.signal,
    )
    return () => {
      ending.abort()
      shown.cancel()
    }
  }, [id])
  return shownEvents.id === id ? shownEvents : nothingOf(id)
}
