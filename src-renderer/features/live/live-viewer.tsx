import { type ReactNode, useRef } from 'react'
import type { InvocationEvent } from '#shared/invocation-events'
import { counted } from '#shared/words'
import { CopyButton } from '../../ui/copy-button'
import { FailureNote } from '../../ui/failure-note'
import { FollowButton } from '../log/follow-button'
import { LogScroller } from '../log/log-scroller'
import { useHeld } from '../log/use-held'
import { eventsText } from './events-text'
import { LiveList } from './live-list'
import { type ShownEvents, useEvents } from './use-events'

interface LiveViewerProps {
  readonly id: string
  /** Leads to the other way to look at the run. */
  readonly views: ReactNode
}

/** What happens in a run, readably, as it happens. */
export function LiveViewer({ id, views }: LiveViewerProps) {
  const shown = useEvents(id)
  const scroller = useRef<HTMLDivElement>(null)
  const { shown: events, held, following, setFollowing, watch } = useHeld(shown.events, scroller)
  return (
    <section
      aria-label="Output"
      className="flex min-h-48 flex-1 flex-col overflow-hidden rounded-md border border-line bg-sunken"
    >
      <header className="flex h-8 shrink-0 items-center gap-1 border-line border-b pr-1 pl-1">
        {views}
        <LiveNote shown={shown} held={held} />
        <span className="ml-auto">
          <CopyButton name="Copy events" text={() => eventsText(shown.events)} />
        </span>
        {(!shown.ended || !following) && <FollowButton following={following} onFollow={setFollowing} />}
      </header>
      {shown.failure !== null && <FailureNote failure={shown.failure} />}
      <LogScroller name="Live" scroller={scroller} following={following} watch={watch} className="py-1 text-sm">
        {events.length === 0 ? (
          <p className="px-2.5 text-faint">{emptyWords(shown)}</p>
        ) : (
          <LiveList events={events} scroller={scroller} onHold={() => following && setFollowing(false)} />
        )}
      </LogScroller>
    </section>
  )
}

function emptyWords({ begun, ended }: ShownEvents): string {
  if (ended) return 'This run told nothing of what it did. Raw shows what it wrote.'
  return begun ? 'Nothing told yet.' : 'Reading…'
}

function LiveNote({ shown, held }: { readonly shown: ShownEvents; readonly held: readonly InvocationEvent[] | null }) {
  const newer = held === null ? 0 : (shown.events.at(-1)?.seq ?? 0) - (held.at(-1)?.seq ?? 0)
  const notes: string[] = []
  if (newer > 0) notes.push(counted(newer, 'new event'))
  if (shown.dropped > 0) notes.push(`${counted(shown.dropped, 'earlier event')} left out`)
  if (notes.length === 0) return null
  return <span className="numeric ml-1 min-w-0 truncate text-faint text-xs">{notes.join(', ')}</span>
}
