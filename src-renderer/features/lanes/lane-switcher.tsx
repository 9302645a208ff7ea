import { Hourglass, Skull } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { LaneCard } from '#shared/board'
import { count, soFar } from '#shared/words'
import { useBoard } from '../../state/board'
import { hashOf } from '../../state/route'
import { cx } from '../../ui/cx'

/** The lanes of a home that has several, each with what is in it that is not done. */
export function LaneSwitcher({ shown }: { readonly shown: string }) {
  const lanes = useBoard((board) => board.lanes)
  if (lanes.length < 2) return null
  return (
    <nav aria-label="Lanes" className="-m-1 flex shrink-0 gap-1 overflow-x-auto p-1">
      {lanes.map((lane) => (
        <LaneLink key={lane.name} lane={lane} current={lane.name === shown} />
      ))}
    </nav>
  )
}

function LaneLink({ lane, current }: { readonly lane: LaneCard; readonly current: boolean }) {
  const { name, counts, indexing, waiting, queue } = lane
  const open = counts.pending + counts.active + counts.failed
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (current) link.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current])
  return (
    <a
      ref={link}
      href={hashOf({ page: 'lanes', chosen: null, lane: name })}
      aria-current={current || undefined}
      data-lane={name}
      className={cx(
        'flex h-7 shrink-0 items-center gap-1.5 rounded-md border px-2.5 text-sm',
        current ? 'border-accent bg-panel text-ink' : 'border-line text-soft hover:border-edge hover:text-ink',
      )}
    >
      <span className={cx('font-medium font-mono text-xs', queue === null && 'line-through')}>{name}</span>
      <span className="numeric font-semibold text-xs" title="pending, active or failed">
        {soFar(open, indexing)}
        <span className="sr-only"> open</span>
      </span>
      {waiting > 0 && (
        <span className="wash numeric inline-flex items-center gap-0.5 rounded-sm px-1 text-2xs text-waiting">
          <Hourglass aria-hidden size={10} />
          {count(waiting)}
          <span className="sr-only"> waiting</span>
        </span>
      )}
      {counts.dead > 0 && (
        <span className="wash numeric inline-flex items-center gap-0.5 rounded-sm px-1 text-2xs text-dead">
          <Skull aria-hidden size={10} />
          {count(counts.dead)}
          <span className="sr-only"> dead</span>
        </span>
      )}
    </a>
  )
}
