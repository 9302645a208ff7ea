import { type FocusEvent, type PointerEvent, useState } from 'react'

const idOf = (target: EventTarget) =>
  target instanceof Element ? (target.closest('[data-id]')?.getAttribute('data-id') ?? null) : null

/** The cards to offer actions on: the one with the keyboard's focus in it, else the one under the pointer. */
export function usePointed() {
  const [hovered, setHovered] = useState<string | null>(null)
  const [focused, setFocused] = useState<string | null>(null)
  const handlers = {
    onPointerOver: (event: PointerEvent) => {
      const id = idOf(event.target)
      if (id !== null && event.pointerType !== 'touch') setHovered(id)
    },
    onPointerLeave: () => setHovered(null),
    onFocus: (event: FocusEvent) => {
      // The focus that a press brings goes with the pointer.
      setFocused(event.target.matches(':focus-visible') ? idOf(event.target) : null)
    },
    onBlur: (event: FocusEvent) => {
      const to = event.relatedTarget
      if (!(to instanceof Node && event.currentTarget.contains(to))) setFocused(null)
    },
  }
  return { pointed: [focused, hovered].filter((id) => id !== null), handlers }
}
