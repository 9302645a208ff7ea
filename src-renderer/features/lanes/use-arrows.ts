import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'

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
  /** Where the focus is in the list, or was when its card went away. */
  const held = useRef(-1)
  useEffect(() => {
    // A key that leads elsewhere takes the focus there, also when the card it was pressed on went away meanwhile.
    if (wanted.current < 0 && held.current >= 0 && document.activeElement === document.body)
      wanted.current = Math.min(held.current, total - 1)
    if (wanted.current < 0) return
    const card = scroller.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"] > button`)
    if (!card) return
    wanted.current = -1
    card.focus({ preventScroll: true })
  })
  const within = (index: number) => index >= first && index <= last
  const tabbable = within(focused) ? focused : within(start) ? start : first
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = indexOf(event.target)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: total - 1 }[event.key]
    if (to === undefined || at < 0) return
    event.preventDefault()
    if (to < 0 || to >= total) return
    wanted.current = to
    setFocused(to)
    show(to)
    moved(to)
  }
  const onFocus = (event: FocusEvent) => {
    held.current = indexOf(event.target)
  }
  // Not called for a card that goes away with the focus: what React removes tells nobody any more.
  const onBlur = () => {
    held.current = -1
  }
  return { tabbable, onKeyDown, onFocus, onBlur }
}

/** The index of the card that an element belongs to, or -1. */
export function indexOf(target: EventTarget): number {
  const card = target instanceof Element ? target.closest('[data-index]') : null
  return Number(card?.getAttribute('data-index') ?? -1)
}
