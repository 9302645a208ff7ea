import { useEffect, useState } from 'react'
import type { LogBatch } from '#shared/invocation'
import type { Failure } from '../../link/failure'
import { follow } from '../../link/follow'
import { link } from '../../link/link'
import { perFrame } from '../../state/per-frame'
import { type LogLine, LogLines } from './log-lines'

export interface ShownLog {
  readonly id: string
  readonly lines: readonly LogLine[]
  /** Lines that the panel let go to stay within its limits. */
  readonly dropped: number
  /** Bytes before the tail that the core left out. */
  readonly skipped: LogBatch['skipped']
  readonly begun: boolean
  readonly ended: boolean
  readonly failure: Failure | null
}

function nothingOf(id: string): ShownLog {
  const skipped = { stdout: 0, stderr: 0 }
  return { id, lines: [], dropped: 0, skipped, begun: false, ended: false, failure: null }
}

/** Follows the log of one invocation; whatever number of batches comes, the page is drawn once a frame. */
export function useLog(id: string): ShownLog {
  const [log, setLog] = useState<ShownLog>(() => nothingOf(id))
  useEffect(() => {
    const ending = new AbortController()
    let buffer = new LogLines()
    let latest = nothingOf(id)
    const shown = perFrame<null>(() => setLog({ ...latest, lines: buffer.lines.slice(), dropped: buffer.dropped }))
    void follow(
      link,
      {
        open: (client, signal) => client.invocations.log({ id }, { signal }),
        begin: () => {
          buffer = new LogLines()
          latest = nothingOf(id)
        },
        take: (batch) => {
          buffer.append(batch.pieces)
          const skipped = latest.begun ? latest.skipped : batch.skipped
          latest = { ...latest, skipped, begun: true, ended: batch.ended }
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
  return log.id === id ? log : nothingOf(id)
}
