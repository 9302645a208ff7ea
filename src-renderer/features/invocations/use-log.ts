import type { LogBatch } from '#shared/invocation'
import { type Keeping, type Kept, useKept } from '../log/use-kept'
import { type LogLine, LogLines } from './log-lines'

interface KeptLog {
  readonly lines: readonly LogLine[]
  /** Lines that the panel let go to stay within its limits. */
  readonly dropped: number
  /** Bytes before the tail that the core left out. */
  readonly skipped: LogBatch['skipped']
  readonly begun: boolean
  readonly ended: boolean
}
export type ShownLog = Kept<KeptLog>

/** Follows the log of one invocation. */
export function useLog(id: string): ShownLog {
  return useKept({
    key: id,
    open: (client, signal) => client.invocations.log({ id }, { signal }),
    begin: keptLog,
  })
}

function keptLog(): Keeping<LogBatch, KeptLog> {
  const kept = new LogLines()
  let about = { skipped: { stdout: 0, stderr: 0 }, begun: false, ended: false }
  return {
    take: ({ pieces, skipped, ended }) => {
      kept.append(pieces)
      about = { skipped: about.begun ? about.skipped : skipped, begun: true, ended }
    },
    shown: () => ({ ...about, lines: kept.lines.slice(), dropped: kept.dropped }),
    isComplete: () => about.ended,
  }
}
