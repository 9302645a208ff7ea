import type { LogLines } from '#shared/log-line'
import { type Keeping, type Kept, useKept } from '../log/use-kept'
import { type KeptLine, KeptLines } from './kept-lines'
import { type LogFilter, sawScopes } from './log-filter'

/** How many of the newest lines the page begins with. */
const firstLines = 2000

interface LinesSoFar {
  readonly lines: readonly KeptLine[]
  /** Lines that the panel let go to stay within its limits. */
  readonly dropped: number
  /** The log may hold more lines that match, before the first. */
  readonly older: boolean
  readonly begun: boolean
}
export type HomeLog = Kept<LinesSoFar>

/** Follows the lines of the home's log that match. */
export function useHomeLog(filter: LogFilter): HomeLog {
  return useKept({
    key: JSON.stringify(filter),
    open: (client, signal) => client.logs.follow({ ...filter, lines: firstLines }, { signal }),
    begin: keptLines,
  })
}

function keptLines(): Keeping<LogLines, LinesSoFar> {
  const kept = new KeptLines()
  let about = { begun: false, older: false }
  return {
    take: (batch) => {
      kept.append(batch)
      sawScopes(batch.lines.map(({ scope }) => scope))
      about = { begun: true, older: about.begun ? about.older : batch.lines.length >= firstLines }
    },
    shown: () => ({ ...about, lines: kept.lines.slice(), dropped: kept.dropped }),
  }
}
