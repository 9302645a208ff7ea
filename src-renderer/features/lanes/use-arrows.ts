import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'

interface Arrows {
  readonly total: number
  readonly first: number
  readonly last: number
  /** The index of the chosen item, or -1. */
  readonly start: number
  readonly show: (index: number) => void
  readonly moved: (index: number) => void
  readonly scroller: RefObject<HTMLDivElement | null>
}

/** One card of a list is in the tab order; arrows, Home and End move among the others. */
export function useArrows({ total, first, last, start, show, moved, scroller }: Arrows) {
  const [focused, setFocused] = useState(-1)
  const wanted = useRef(-1)
  useEffect(() => {
    if (wanted.current < 0) return
    const card = scroller.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] > button`)
    if (!card) return
    wanted.current = -1
    card.focus({ preventScroll: true })
  })
  const within = (index: number) => index >= first && index <= last
  const tabbable = within(focused) ? focused : within(start) ? start : first
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = Number(
      event.target instanceof Element ? event.target.closest('[data-index]')?.getAttribute('data-index') : -1,
    )
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: total - 1 }[event.key]
    if (to === undefined || at < 0) return
    event.preventDefault()
    if (to < 0 || to >= total) return
    wanted.current = to
    setFocused(to)
    show(to)
    moved(to)
  }
  return { tabbable, onKeyDown }
}
