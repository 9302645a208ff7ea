import { useEffect, useState } from 'react'
import type { ReleaseEvidence } from '#shared/contract'
import type { ItemRow } from '#shared/item'
import { ask } from '../../link/ask'
import { link } from '../../link/link'
import { pause } from '../../link/pause'
import { targetOf } from '../../state/selection'
import type { Loaded } from '../../state/use-asked'

/** From one answer to the next question. */
const refreshMs = 1000

/** What speaks for or against an active item, asked for again as long as it is shown; a refusal is the last word. */
export function useEvidence(row: ItemRow): Loaded<ReleaseEvidence> {
  const [loaded, setLoaded] = useState<Loaded<ReleaseEvidence>>({ value: null, failure: null })
  useEffect(() => {
    const ending = new AbortController()
    const keepAsking = async () => {
      while (!ending.signal.aborted) {
        const asked = await ask(link, (client) => client.lanes.evidence({ lane: row.lane, item: targetOf(row) }))
        if (ending.signal.aborted) return
        if (asked.ok) setLoaded({ value: asked.value, failure: null })
        else setLoaded({ value: null, failure: asked.failure })
        if (!asked.ok && asked.failure.refused) return
        await pause(refreshMs, ending.signal)
      }
    }
    void keepAsking()
    return () => ending.abort()
  }, [row])
  return loaded
}
