import { useVirtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, type MouseEvent, useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Column, ItemRow } from '#shared/item'
import { count } from '#shared/words'
import { LaneWindowFollower } from '../../state/lane-window'
import { enlist } from '../../state/open-lists'
import { currentRoute, goTo, useRoute } from '../../state/route'
import { cx } from '../../ui/cx'
import { FailureNote } from '../../ui/failure-note'
import { CardButtons } from '../recovery/card-buttons'
import { SelectionBar } from '../recovery/selection-bar'
import { columnLooks } from './column-look'
import { cardHeight } from './item-card'
import { ListCard } from './list-card'
import { useArrows } from './use-arrows'
import { useListKeys } from './use-list-keys'
import { usePointed } from './use-pointed'
import { useSelecting } from './use-selecting'
import { useThrottledLook } from './use-throttled-look'

interface CardListProps {
  readonly lane: string
  readonly column: Column
  readonly search: string
  /** Files are still being counted, so what is not there yet may come. */
  readonly counting: boolean
  readonly label: string
}

/** A browser draws nothing higher than some 33 million px: further items are found by searching. */
const mostListed = 300_000

export function CardList({ lane, column, search, counting, label }: CardListProps) {
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

  const listed = Math.min(total, mostListed)
  const height = cardHeight(column)
  const rowAt = (index: number) => rows[index - offset]
  const virtual = useVirtualizer({
    count: listed,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    gap: 6,
    overscan: 6,
    paddingStart: 6,
    paddingEnd: 8,
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

  const selecting = useSelecting(follower, { lane, column, search })
  const { selection, possible, pick } = selecting
  const selectedOf = (row: ItemRow | undefined) => {
    if (!possible) return null
    if (selection === null || row === undefined) return 'none'
    return selection.items.has(row.id) ? 'this' : 'some'
  }
  const { pointed, handlers: pointing } = usePointed()
  const pointedItem = pointed.flatMap((id) => shown.find(({ index }) => rowAt(index)?.id === id) ?? [])[0]
  const pointedRow = pointedItem === undefined ? undefined : rowAt(pointedItem.index)
  const { tabbable, onKeyDown, onFocus, onBlur } = useArrows({
    total: listed,
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
  const watch = {
    ...pointing,
    onFocus: (event: FocusEvent) => {
      pointing.onFocus(event)
      onFocus(event)
    },
    onBlur: (event: FocusEvent) => {
      pointing.onBlur(event)
      onBlur()
    },
  }
  const onListKey = useListKeys({ lane, column, search, total, rowAt, selecting })
  const press = useCallback(
    (row: ItemRow, event: MouseEvent) => {
      if (possible && (event.ctrlKey || event.metaKey || event.shiftKey)) pick(row, event)
      else goTo({ page: 'lanes', chosen: { lane: row.lane, id: row.id } })
    },
    [possible, pick],
  )

  if (failure !== null) return <FailureNote failure={failure} />
  if (total === 0) {
    const empty = search === '' ? columnLooks[column].empty : 'Nothing matches the search.'
    const words = counting ? 'Still counting…' : empty
    return <p className={cx('px-1 py-2 text-faint text-xs', !settled && 'invisible')}>{words}</p>
  }
  return (
    <>
      <div ref={scroller} className={cx('min-h-0 flex-1 overflow-y-auto px-1.5', !settled && 'opacity-60')}>
        <div className="relative" style={{ height: virtual.getTotalSize() }} {...watch}>
          <ul
            className="h-full"
            aria-label={label}
            onKeyDown={(event) => {
              onListKey(event)
              if (!event.defaultPrevented) onKeyDown(event)
            }}
          >
            {shown.map(({ index, start, size }) => {
              const row = rowAt(index)
              return (
                <ListCard
                  key={row?.id ?? index}
                  row={row}
                  index={index}
                  total={total}
                  top={start}
                  height={size}
                  chosen={row !== undefined && row.id === chosenId}
                  selected={selectedOf(row)}
                  tabbable={index === tabbable}
                  onPress={press}
                  onPick={pick}
                />
              )
            })}
          </ul>
          {pointedRow !== undefined && pointedItem !== undefined && (
            <div key={pointedRow.id} data-id={pointedRow.id} data-index={pointedItem.index}>
              <CardButtons row={pointedRow} top={pointedItem.start} />
            </div>
          )}
        </div>
      </div>
      {listed < total && (
        <p className="shrink-0 px-1 pt-1 text-faint text-xs">
          The first {count(listed)} are listed. Search to find the others.
        </p>
      )}
      <SelectionBar lane={lane} column={column} search={search} total={total} selection={selection} />
    </>
  )
}
