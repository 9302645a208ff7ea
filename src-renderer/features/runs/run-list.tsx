import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { count } from '#shared/words'
import { RunWindowFollower } from '../../state/run-window'
import { cx } from '../../ui/cx'
import { FailureNote } from '../../ui/failure-note'
import { useSettled } from '../lanes/use-settled'
import { useThrottledLook } from '../lanes/use-throttled-look'
import { RunLine, runColumns } from './run-line'
import { useRunsFilter } from './runs-filter'
import { RunsWelcome } from './runs-welcome'

const rowHeight = 44
/** A browser draws nothing higher than some 33 million px: older runs are found by searching. */
const mostListed = 300_000

export function RunList() {
  const { phase, search: typed } = useRunsFilter()
  const search = useSettled(typed.trim(), 150)
  const [follower] = useState(() => new RunWindowFollower({ phase, search }))
  const { total, offset, rows, settled, failure } = useStore(follower.store)
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => follower.begin(), [follower])
  useEffect(() => {
    follower.find({ phase, search })
    scroller.current?.scrollTo({ top: 0 })
  }, [follower, phase, search])
  const listed = Math.min(total, mostListed)
  const virtual = useVirtualizer({
    count: listed,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const shown = virtual.getVirtualItems()
  useThrottledLook(follower, shown[0]?.index ?? 0, shown.at(-1)?.index ?? 9)

  if (failure !== null) return <FailureNote failure={failure} />
  if (total === 0) {
    if (!settled) return null
    if (phase === 'all' && search === '') return <RunsWelcome />
    return <p className="px-1 text-soft">No run matches.</p>
  }
  return (
    <section
      aria-label="Runs"
      className="@container flex min-h-60 flex-1 flex-col rounded-lg border border-line bg-panel"
    >
      <div ref={scroller} className={cx('min-h-0 flex-1 overflow-y-auto', !settled && 'opacity-60')}>
        <p
          aria-hidden
          className={cx(
            runColumns,
            'sticky top-0 z-2 h-8 rounded-t-lg border-line border-b bg-panel font-medium text-faint text-xs',
          )}
        >
          {['Run', 'Workflow', 'Phase', 'Step', 'Iterations', 'Cost', 'Age'].map((name) => (
            <span key={name} className="truncate">
              {name}
            </span>
          ))}
        </p>
        <ul aria-label="Runs, newest first" className="relative" style={{ height: virtual.getTotalSize() }}>
          {shown.map(({ index, start }) => (
            <RunLine
              key={index}
              row={rows[index - offset]}
              index={index}
              total={total}
              top={start}
              height={rowHeight}
            />
          ))}
        </ul>
      </div>
      {listed < total && (
        <p className="shrink-0 border-line border-t px-3 py-1 text-faint text-xs">
          The newest {count(listed)} are listed. Search to find the others.
        </p>
      )}
    </section>
  )
}
