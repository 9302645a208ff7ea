import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { InvocationEvent } from '#shared/invocation-events'
import { VirtualRows } from '../log/virtual-rows'
import { LiveRow } from './live-row'
import { liveRows } from './live-rows'

/** As high as a folded row; a drawn one is then measured. */
const usualHeight = 28

interface LiveListProps {
  readonly events: readonly InvocationEvent[]
  readonly scroller: RefObject<HTMLDivElement | null>
  /** Whoever opens a row wants to read it where it is. */
  readonly onHold: () => void
}

/** The events of a run; only those in sight are drawn. */
export function LiveList({ events, scroller, onHold }: LiveListProps) {
  const rows = useMemo(() => liveRows(events), [events])
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => usualHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  })
  const latestHold = useRef(onHold)
  useLayoutEffect(() => {
    latestHold.current = onHold
  })
  const hold = useCallback(() => latestHold.current(), [])
  const toggle = useCallback(
    (key: number) => {
      hold()
      setOpened((before) => {
        const next = new Set(before)
        if (!next.delete(key)) next.add(key)
        return next
      })
    },
    [hold],
  )
  return (
    <VirtualRows
      rows={rows}
      virtual={virtual}
      draw={(row) => <LiveRow row={row} open={opened.has(row.key)} onToggle={toggle} onHold={hold} />}
    />
  )
}
