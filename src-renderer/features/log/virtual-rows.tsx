import type { Virtualizer } from '@tanstack/react-virtual'
import type { ReactNode } from 'react'

interface VirtualRowsProps<Row> {
  readonly rows: readonly Row[]
  readonly virtual: Virtualizer<HTMLDivElement, Element>
  readonly draw: (row: Row) => ReactNode
  readonly width?: string
  /** False: rows are as high as they were guessed to be. */
  readonly measured?: boolean
}

/** The rows of a long list that are in sight. */
export function VirtualRows<Row>({ rows, virtual, draw, width = '100%', measured = true }: VirtualRowsProps<Row>) {
  return (
    <div className="relative" style={{ height: virtual.getTotalSize(), width }}>
      {virtual.getVirtualItems().map(({ key, index, start }) => {
        const row = rows[index]
        return (
          row !== undefined && (
            <div
              key={key}
              data-index={index}
              ref={measured ? virtual.measureElement : null}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              {draw(row)}
            </div>
          )
        )
      })}
    </div>
  )
}
