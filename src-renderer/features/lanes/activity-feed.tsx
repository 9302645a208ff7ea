import { ChevronDown, ChevronUp } from 'lucide-react'
import { memo, useState } from 'react'
import { z } from 'zod'
import type { Activity } from '#shared/board'
import { useBoard } from '../../state/board'
import { remember, remembered } from '../../state/remembered'
import { hashOf } from '../../state/route'
import { cx } from '../../ui/cx'
import { eventLooks } from '../../ui/event-look'
import { statusLooks } from '../../ui/status-look'
import { TimeAgo } from '../../ui/time-ago'

export function ActivityFeed() {
  const activity = useBoard((board) => board.activity)
  const several = useBoard((board) => board.lanes.length > 1)
  const [open, setOpen] = useState(() => remembered('activity', z.boolean(), true))
  if (activity.length === 0) return null
  const newestFirst = [...activity].sort((a, b) => b.seq - a.seq)
  const Arrow = open ? ChevronDown : ChevronUp
  return (
    <section aria-label="Latest activity" className="shrink-0 rounded-lg border border-line bg-panel">
      <h2>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => {
            remember('activity', !open)
            setOpen(!open)
          }}
          className="flex h-7 w-full items-center gap-1.5 rounded-lg px-3 font-semibold text-soft text-xs hover:text-ink"
        >
          Latest activity
          <Arrow aria-hidden size={13} className="ml-auto" />
        </button>
      </h2>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <ol tabIndex={0} aria-label="Latest activity, newest first" className="h-26 overflow-y-auto px-1.5 pb-1.5">
          {newestFirst.map((entry) => (
            <ActivityRow key={entry.seq} entry={entry} namesLane={several} />
          ))}
        </ol>
      )}
    </section>
  )
}

interface ActivityRowProps {
  readonly entry: Activity
  /** Where there are several lanes. */
  readonly namesLane: boolean
}

const ActivityRow = memo(function ActivityRow({ entry, namesLane }: ActivityRowProps) {
  const { word, tone } = eventLooks[entry.kind]
  const { Icon, text } = statusLooks[tone]
  return (
    <li>
      <a
        href={hashOf({ page: 'lanes', chosen: { lane: entry.lane, id: entry.id } })}
        className="grid grid-cols-[5.5rem_6.5rem_minmax(0,1fr)_minmax(0,1.4fr)] min-h-6 items-center gap-2 rounded-sm px-1.5 text-xs hover:bg-hover"
      >
        <TimeAgo at={entry.at} className="text-faint" />
        <span className={cx('flex items-center gap-1.5 font-medium', text)}>
          <Icon aria-hidden size={12} />
          {word}
        </span>
        <span className="truncate" title={entry.title}>
          {namesLane && <span className="font-mono text-2xs text-faint">{entry.lane} </span>}
          {entry.title}
        </span>
        <span className="truncate text-soft" title={entry.text}>
          {entry.text}
        </span>
      </a>
    </li>
  )
})
