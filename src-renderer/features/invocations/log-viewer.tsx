import { WrapText } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { counted, size } from '#shared/words'
import { IconButton } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { cx } from '../../ui/cx'
import { FailureNote } from '../../ui/failure-note'
import { FollowButton } from '../log/follow-button'
import { LogScroller } from '../log/log-scroller'
import { useHeld } from '../log/use-held'
import type { LogLine } from './log-lines'
import { LogText } from './log-text'
import { type ShownLog, useLog } from './use-log'

interface LogViewerProps {
  readonly id: string
  /** Stands in place of the heading where there is another way to look at the run. */
  readonly views?: ReactNode
}

/** A log as it is written. */
export function LogViewer({ id, views }: LogViewerProps) {
  const log = useLog(id)
  const scroller = useRef<HTMLDivElement>(null)
  const [wrap, setWrap] = useState(true)
  const { shown: lines, held, following, setFollowing, watch } = useHeld(log.lines, scroller)
  return (
    <section
      aria-label="Output"
      className="flex min-h-48 flex-1 flex-col overflow-hidden rounded-md border border-line bg-sunken"
    >
      <header className="flex h-8 shrink-0 items-center gap-1 border-line border-b pr-1 pl-1">
        {views ?? <h3 className="pl-1.5 font-semibold text-xs">Log</h3>}
        <LogNote log={log} held={held} />
        <IconButton
          name={wrap ? 'Do not wrap lines' : 'Wrap lines'}
          icon={<WrapText aria-hidden size={14} className={cx(wrap && 'text-accent')} />}
          small
          className="ml-auto"
          onClick={() => setWrap(!wrap)}
        />
        <CopyButton name="Copy log" text={() => log.lines.map(({ text }) => text).join('\n')} />
        {(!log.ended || !following) && <FollowButton following={following} onFollow={setFollowing} />}
      </header>
      {log.failure !== null && <FailureNote failure={log.failure} />}
      <LogScroller
        name="Log"
        scroller={scroller}
        following={following}
        watch={watch}
        className="py-1.5 font-mono text-xs"
      >
        {lines.length === 0 ? (
          <p className="px-2.5 font-sans text-faint">{emptyWords(log)}</p>
        ) : (
          <LogText key={String(wrap)} lines={lines} scroller={scroller} wrap={wrap} />
        )}
      </LogScroller>
    </section>
  )
}

function emptyWords({ begun, ended }: ShownLog): string {
  if (ended) return 'The program wrote nothing.'
  return begun ? 'Nothing written yet.' : 'Reading…'
}

interface LogNoteProps {
  readonly log: ShownLog
  readonly held: readonly LogLine[] | null
}

function LogNote({ log, held }: LogNoteProps) {
  const notes: string[] = []
  const skipped = log.skipped.stdout + log.skipped.stderr
  const newer = held === null ? 0 : (log.lines.at(-1)?.key ?? -1) - (held.at(-1)?.key ?? -1)
  if (newer > 0) notes.push(counted(newer, 'new line'))
  if (skipped > 0) notes.push(`skipped ${size(skipped)}`)
  if (log.dropped > 0) notes.push(`let go ${counted(log.dropped, 'line')}`)
  if (notes.length === 0) return null
  return (
    <span
      className="numeric ml-1 min-w-0 truncate text-faint text-xs"
      title={`${counted(skipped, 'byte')} before the tail were skipped, ${counted(log.dropped, 'line')} let go. The files of the invocation have all of it.`}
    >
      {notes.join(', ')}
    </span>
  )
}
