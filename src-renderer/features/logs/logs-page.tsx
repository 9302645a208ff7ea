import { useRef } from 'react'
import { count, counted } from '#shared/words'
import { CopyButton } from '../../ui/copy-button'
import { FailureNote } from '../../ui/failure-note'
import { useSettled } from '../lanes/use-settled'
import { FollowButton } from '../log/follow-button'
import { useHeld } from '../log/use-held'
import type { KeptLine } from './kept-lines'
import { isFiltered, type LogFilter, useLogFilter } from './log-filter'
import { LogFilters } from './log-filters'
import { lineText } from './log-look'
import { LogRows } from './log-rows'
import { type HomeLog, useHomeLog } from './use-home-log'

/** How long typing must rest before it is searched for, in ms. */
const settleMs = 200

export function LogsPage() {
  const { level, scope, search } = useLogFilter(({ filter }) => filter)
  const settled = useSettled(search.trim(), settleMs)
  const filter = { level, scope, search: settled }
  return (
    <main className="flex min-w-0 flex-1 flex-col gap-2 overflow-y-auto p-3">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="font-semibold text-md">Logs</h1>
        <LogFilters />
      </header>
      <LogView key={JSON.stringify(filter)} filter={filter} />
    </main>
  )
}

/** The log of the home as it is written. */
function LogView({ filter }: { readonly filter: LogFilter }) {
  const log = useHomeLog(filter)
  const scroller = useRef<HTMLDivElement>(null)
  const { shown: lines, held, following, setFollowing, watch } = useHeld(log.lines, scroller)
  return (
    <section
      aria-label="Lines"
      className="flex min-h-48 flex-1 flex-col overflow-hidden rounded-lg border border-line bg-sunken"
    >
      <header className="flex h-8 shrink-0 items-center gap-1 border-line border-b pr-1 pl-2.5">
        <Note log={log} held={held} />
        <span className="ml-auto">
          <CopyButton name="Copy these lines" text={() => lines.map(lineText).join('\n')} />
        </span>
        <FollowButton following={following} onFollow={setFollowing} />
      </header>
      {log.failure !== null && <FailureNote failure={log.failure} />}
      {lines.length === 0 ? (
        <p className="px-2.5 py-2 text-faint">{emptyWords(log, filter)}</p>
      ) : (
        <LogRows
          lines={lines}
          scroller={scroller}
          following={following}
          onHold={() => setFollowing(false)}
          watch={watch}
        />
      )}
    </section>
  )
}

function emptyWords({ begun }: HomeLog, filter: LogFilter): string {
  if (!begun) return 'Reading…'
  return isFiltered(filter) ? 'No line of the log matches so far.' : 'The log is empty so far.'
}

interface NoteProps {
  readonly log: HomeLog
  readonly held: readonly KeptLine[] | null
}

function Note({ log, held }: NoteProps) {
  const newer = held === null ? 0 : (log.lines.at(-1)?.key ?? -1) - (held.at(-1)?.key ?? -1)
  const notes = [counted((held ?? log.lines).length, 'line')]
  if (newer > 0) notes.push(`${count(newer)} newer not shown while paused`)
  if (log.older || log.dropped > 0) notes.push('older ones are in logs/lanekeeper.jsonl of the home')
  return <p className="numeric min-w-0 truncate text-faint text-xs">{notes.join(', ')}</p>
}
