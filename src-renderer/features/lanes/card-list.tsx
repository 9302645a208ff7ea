import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Column, ItemRow } from '#shared/item'
import { LaneWindowFollower } from '../../state/lane-window'
import { enlist } from '../../state/open-lists'
import { currentRoute, goTo, useRoute } from '../../state/route'
import { cx } from '../../ui/cx'
import { FailureNote } from '../../ui/failure-note'
import { columnLooks } from './column-look'
import { cardHeight, ItemCard } from './item-card'
import { useArrows } from './use-arrows'
import { useThrottledLook } from './use-throttled-look'

interface CardListProps {
  readonly lane: string
  readonly column: Column
  readonly search: string
  readonly label: string
}

const choose = (row: ItemRow) => goTo({ page: 'lanes', chosen: { lane: row.lane, id: row.id } })

export function CardList({ lane, column, search, label }: CardListProps) {
  const [follower] = useState(() => new LaneWindowFollower(lane, column))
  const { total, offset, rows, settled, failure } = useStore(follower.store)
  const scroller = useRef<HTMLDivElement>(null)
  const route = useRoute()
  const chosenId = route.page === 'lanes' && route.chosen?.lane === lane ? route.chosen.id : null

  useEffect(() => enlist(follower), [follower])
  useEffect(() => follower.begin(), [follower])
  useEffect(() => {
    follower.find(search)
    scroller.current?.scrollTo({ top: 0 })
  }, [follower, search])

  const rowAt = (index: number) => rows[index - offset]
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => cardHeight(column),
    gap: 6,
    overscan: 6,
    paddingStart: 2,
    paddingEnd: 8,
    getItemKey: (index) => rowAt(index)?.id ?? index,
  })
  const shown = virtual.getVirtualItems()
  const first = shown[0]?.index ?? 0
  const last = shown.at(-1)?.index ?? 9
  useThrottledLook(follower, first, last)

  const chosenIndex = chosenId === null ? -1 : rows.findIndex((row) => row.id === chosenId)
  const position = chosenIndex < 0 ? -1 : chosenIndex + offset
  // Only when the choice moves: rows that come and go must not pull a list that somebody scrolled.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (position < 0) return
    virtual.scrollToIndex(position, { align: 'auto' })
    scroller.current?.parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [chosenId])

  const { tabbable, onKeyDown } = useArrows({
    total,
    first,
    last,
    start: position,
    show: useCallback((index: number) => virtual.scrollToIndex(index, { align: 'auto' }), [virtual]),
    scroller,
    moved: (index) => {
      const row = rowAt(index)
      const now = currentRoute()
      if (row !== undefined && now.page === 'lanes' && now.chosen !== null) {
        goTo({ page: 'lanes', chosen: { lane: row.lane, id: row.id } }, { replace: true })
      }
    },
  })

  if (failure !== null) return <FailureNote failure={failure} />
  if (total === 0) {
    const words = search === '' ? columnLooks[column].empty : 'Nothing matches the search.'
    return <p className={cx('px-1 py-2 text-faint text-xs', !settled && 'invisible')}>{words}</p>
  }
  return (
    <div ref={scroller} className={cx('min-h-0 flex-1 overflow-y-auto px-1', !settled && 'opacity-60')}>
      <ul aria-label={label} onKeyDown={onKeyDown} className="relative" style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const row = rowAt(item.index)
          return (
            <li
              key={item.key}
              data-index={item.index}
              aria-setsize={total}
              aria-posinset={item.index + 1}
              className="@container absolute inset-x-0 top-0"
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            >
              {row === undefined ? (
                <div className="h-full rounded-md border border-line border-dashed" />
              ) : (
                <ItemCard row={row} chosen={row.id === chosenId} tabbable={item.index === tabbable} onChoose={choose} />
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
