import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type RefObject, useEffect, useState } from 'react'
import { cx } from '../../ui/cx'
import { VirtualRows } from '../log/virtual-rows'
import type { LogLine } from './log-lines'

const lineHeight = 18
/** The width of a character at the log's size, near enough to guess heights; a drawn line is then measured. */
const charWidth = 7.25
const paddingX = 24

interface LogTextProps {
  readonly lines: readonly LogLine[]
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly wrap: boolean
}

/** The lines of a log; only those in sight are drawn. */
export function LogText({ lines, scroller, wrap }: LogTextProps) {
  const perRow = useCharsPerRow(scroller)
  const widest = wrap ? 0 : lines.reduce((most, { text }) => Math.max(most, text.length), 0)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) =>
      wrap ? Math.max(1, Math.ceil((lines[index]?.text.length ?? 0) / perRow)) * lineHeight : lineHeight,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 12,
  })
  const width = wrap ? '100%' : `max(100%, calc(${widest}ch + ${paddingX}px))`
  return (
    <VirtualRows
      rows={lines}
      virtual={virtual}
      width={width}
      measured={wrap}
      draw={(line) => <Line line={line} wrap={wrap} />}
    />
  )
}

function useCharsPerRow(scroller: RefObject<HTMLElement | null>): number {
  const [perRow, setPerRow] = useState(80)
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(() =>
      setPerRow(Math.max(20, Math.floor((element.clientWidth - paddingX) / charWidth))),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
  return perRow
}

const Line = memo(function Line({ line, wrap }: { readonly line: LogLine; readonly wrap: boolean }) {
  const stderr = line.stream === 'stderr'
  return (
    <div
      data-stream={line.stream}
      className={cx(
        'min-h-4.5 border-l-2 pr-2.5 pl-2 leading-4.5',
        wrap ? 'wrap-anywhere whitespace-pre-wrap' : 'whitespace-pre',
        stderr ? 'border-failed text-failed' : 'border-transparent',
      )}
    >
      {stderr && <span className="sr-only">stderr: </span>}
      {line.text}
    </div>
  )
})
