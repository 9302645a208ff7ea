import { useEffect, useState } from 'react'
import type { Failure } from '../../link/failure'
import { follow } from '../../link/follow'
import { link } from '../../link/link'
import { perFrame } from '../../state/per-frame'
import { type KeptLine, KeptLines } from './kept-lines'
import { type LogFilter, sawScopes } from './log-filter'

/** How many of the newest lines the page begins with. */
export const firstLines = 2000

export interface HomeLog {
  readonly lines: readonly KeptLine[]
  /** Lines that the panel let go to stay within its limits. */
  readonly dropped: number
  /** The log may hold more lines that match, before the first. */
  readonly older: boolean
  readonly begun: boolean
  readonly failure: Failure | null
}

const nothing: HomeLog = { lines: [], dropped: 0, older: false, begun: false, failure: null }

/** Follows the lines of the home's log that match; whatever number of batches comes, the page is drawn once a frame. */
export function useHomeLog(filter: LogFilter): HomeLog {
  const key = JSON.stringify(filter)
  const [shownLog, setShownLog] = useState<{ readonly key: string; readonly log: HomeLog }>({ key, log: nothing })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when the filter differs
  useEffect(() => {
    const ending = new AbortController()
    let kept = new KeptLines()
    let latest = nothing
    const shown = perFrame<null>(() => {
      const { dropped } = kept
      setShownLog({ key, log: { ...latest, lines: kept.lines.slice(), dropped } })
    })
    void follow(
      link,
      {
        open: (client, signal) => client.logs.follow({ ...filter, lines: firstLines }, { signal }),
        begin: () => {
          kept = new KeptLines()
          latest = nothing
        },
        take: (batch) => {
          kept.append(batch)
          sawScopes(batch.lines.map(({ scope }) => scope))
          const older = latest.begun ? latest.older : batch.lines.length >= firstLines
          latest = { ...latest, older, begun: true, failure: null }
          shown.put(null)
        },
        failed: (failure) => {
          latest = { ...latest, failure }
          shown.put(null)
        },
      },
      ending.signal,
    )
    return () => {
      ending.abort()
      shown.cancel()
    }
  }, [key])
  return shownLog.key === key ? shownLog.log : nothing
}
