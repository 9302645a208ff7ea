import { type KeyboardEvent, type RefObject, useEffect } from 'react'
import { neighbourOf } from '../../state/open-lists'
import { goTo } from '../../state/route'

interface Chosen {
  readonly lane: string
  readonly id: string
}

/** Leaves the inspector and gives the focus back to the card it was opened from, where that is still drawn. */
export function closeInspector(): void {
  const card = document.querySelector<HTMLElement>('main button[aria-current="true"]')
  goTo({ page: 'lanes', chosen: null })
  card?.focus({ preventScroll: true })
}

/** Escape closes from anywhere on the page; up and down move to the neighbours of the chosen item. */
export function useInspectorKeys(chosen: Chosen, panel: RefObject<HTMLElement | null>) {
  useEffect(() => {
    panel.current?.focus({ preventScroll: true })
  }, [panel])
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      // What floats above the page closes first.
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('[role="dialog"]') !== null) return
      closeInspector()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  return (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
    if (step === null || (event.target instanceof Element && event.target.closest('[data-keeps-arrows]') !== null))
      return
    const row = neighbourOf(chosen, step)
    if (row === null) return
    event.preventDefault()
    goTo({ page: 'lanes', chosen: { lane: row.lane, id: row.id } }, { replace: true })
  }
}
