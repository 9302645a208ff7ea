import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import { cx } from '../../ui/cx'
import type { useStick } from './use-stick'

interface LogScrollerProps {
  readonly name: string
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly following: boolean
  readonly watch: ReturnType<typeof useStick>
  readonly className: string
  /** Besides the watching. */
  readonly onKeyDown?: (event: KeyboardEvent) => void
  readonly children: ReactNode
}

/** Where entries that grow are scrolled. */
export function LogScroller({ name, scroller, following, watch, className, onKeyDown, children }: LogScrollerProps) {
  return (
    <div
      ref={scroller}
      role="log"
      aria-label={name}
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      data-keeps-arrows
      data-following={following}
      className={cx('min-h-0 flex-1 overflow-auto focus-visible:-outline-offset-2', className)}
      {...watch}
      onKeyDown={(event) => {
        watch.onKeyDown()
        onKeyDown?.(event)
      }}
    >
      {children}
    </div>
  )
}
