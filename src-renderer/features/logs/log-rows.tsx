import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { LogScroller } from '../log/log-scroller'
import type { useStick } from '../log/use-stick'
import { VirtualRows } from '../log/virtual-rows'
import type { KeptLine } from './kept-lines'
import { LogRow } from './log-row'

const rowHeight = 24
const rowsPerPage = 20

interface LogRowsProps {
  readonly lines: readonly KeptLine[]
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly following: boolean
  /** Whoever moves through the lines or opens one wants them to stand still. */
  readonly onHold: () => void
  readonly watch: ReturnType<typeof useStick>
}

/** The lines; only those in sight are drawn. Arrows move through them, Enter opens one. */
export function LogRows({ lines, scroller, following, onHold, watch }: LogRowsProps) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const [current, setCurrent] = useState<number | null>(null)
  const toFocus = useRef<number | null>(null)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 12,
  })
  const focusRow = () => {
    if (toFocus.current === null) return
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${toFocus.current}"]`)
    if (row == null) return
    toFocus.current = null
    row.focus({ preventScroll: true })
  }
  // The row may be drawn only after the list has scrolled to it.
  useLayoutEffect(focusRow)
  const onKeyDown = (event: KeyboardEvent) => {
    const last = lines.length - 1
    const at = lines.findIndex(({ key }) => key === current)
    const index = stepped(event.key, at === -1 ? last + 1 : at, last)
    const line = index === null ? undefined : lines[index]
    if (line === undefined || index === null) return
    event.preventDefault()
    if (following) onHold()
    toFocus.current = line.key
    setCurrent(line.key)
    virtual.scrollToIndex(index)
    focusRow()
  }
  const toggle = (key: number) => {
    if (following) onHold()
    setCurrent(key)
    const next = new Set(opened)
    if (!next.delete(key)) next.add(key)
    setOpened(next)
  }
  return (
    <LogScroller
      name="Log"
      scroller={scroller}
      following={following}
      watch={watch}
      className="py-1 font-mono text-xs"
      onKeyDown={onKeyDown}
    >
      <VirtualRows
        rows={lines}
        virtual={virtual}
        draw={(line) => <LogRow line={line} open={opened.has(line.key)} onToggle={toggle} />}
      />
    </LogScroller>
  )
}

/** Where a key leads from row `at`, or null when it leads nowhere. */
function stepped(key: string, at: number, last: number): number | null {
  const within = (index: number) => Math.min(last, Math.max(0, index))
  switch (key) {
    case 'ArrowUp':
      return within(at - 1)
    case 'ArrowDown':
      return within(at + 1)
    case 'PageUp':
      return within(at - rowsPerPage)
    case 'PageDown':
      return within(at + rowsPerPage)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
