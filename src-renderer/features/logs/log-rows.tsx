import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { useStick } from '../invocations/use-stick'
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
    watch.onKeyDown()
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
    <div
      ref={scroller}
      role="log"
      aria-label="Log"
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      data-keeps-arrows
      data-following={following}
      className="min-h-0 flex-1 overflow-auto py-1 font-mono text-xs focus-visible:-outline-offset-2"
      {...watch}
      onKeyDown={onKeyDown}
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index]
          return (
            line !== undefined && (
              <div
                key={item.key}
                data-index={item.index}
                ref={virtual.measureElement}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LogRow line={line} open={opened.has(line.key)} onToggle={toggle} />
              </div>
            )
          )
        })}
      </div>
    </div>
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
