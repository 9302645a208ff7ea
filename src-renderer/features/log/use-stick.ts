import { type RefObject, useLayoutEffect, useRef } from 'react'

/** A scroll counts as the operator's this long after a wheel, key or pointer event; any other is the list's own. */
const gestureMs = 500
const nearEndPx = 24

interface Stick {
  readonly following: boolean
  /** The operator scrolled up, or came back to the end. */
  readonly onFollow: (following: boolean) => void
}

/** Keeps a scroller at its end while it follows, and hears from the operator's scrolling when that is to change. */
export function useStick(scroller: RefObject<HTMLElement | null>, { following, onFollow }: Stick) {
  const gestureAt = useRef(Number.NEGATIVE_INFINITY)
  const lastTop = useRef(0)

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null || !following) return
    element.scrollTop = element.scrollHeight
    lastTop.current = element.scrollTop
  })

  const gesture = () => {
    gestureAt.current = performance.now()
  }
  const onScroll = () => {
    const element = scroller.current
    if (element === null) return
    const up = element.scrollTop < lastTop.current
    lastTop.current = element.scrollTop
    if (performance.now() - gestureAt.current > gestureMs) return
    const away = element.scrollHeight - element.scrollTop - element.clientHeight
    if (following && up && away > nearEndPx) onFollow(false)
    if (!following && !up && away <= 2) onFollow(true)
  }
  return {
    onScroll,
    onWheel: gesture,
    onKeyDown: gesture,
    onPointerDown: gesture,
    onPointerMove: (event: { buttons: number }) => event.buttons > 0 && gesture(),
    onTouchMove: gesture,
  }
}
