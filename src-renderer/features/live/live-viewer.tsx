import { type ReactNode, useRef, useState } from 'react'
import type { InvocationEvent } from '#shared/invocation-events'
import { CopyButton } from '../../ui/copy-button'
import { FailureNote } from '../../ui/failure-note'
import { counted } from '../../ui/words'
import { FollowButton } from '../invocations/follow-button'
import { useStick } from '../invocations/use-stick'
import { eventsText } from './events-text'
import { LiveList } from './live-list'
import { type ShownEvents, useEvents } from './use-events'

interface LiveViewerProps {
  readonly id: string
  /** Leads to the other way to look at the run. */
  readonly views: ReactNode
}

/** What happens in a run, readably, as it happens. Scrolling up pauses it, as it does a log. */
export function LiveViewer({ id, views }: LiveViewerProps) {
  const shown = useEvents(id)
  const scroller = useRef<HTMLDivElement>(null)
  const [held, setHeld] = useState<readonly InvocationEvent[] | null>(null)
  const following = held === null
  const events = held ?? shown.events
  const setFollowing = (follow: boolean) => setHeld(follow ? null : shown.events)
  const watch = useStick(scroller, { following, onFollow: setFollowing })
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
      <div
        ref={scroller}
        role="log"
        aria-label="Live"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        data-keeps-arrows
        data-following={following}
        className="min-h-0 flex-1 overflow-auto py-1 text-sm focus-visible:-outline-offset-2"
        {...watch}
      >
        {events.length === 0 ? (
          <p className="px-2.5 text-faint">{emptyWords(shown)}</p>
        ) : (
          <LiveList events={events} scroller={scroller} onHold={() => following && setFollowing(false)} />
        )}
      </div>
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
