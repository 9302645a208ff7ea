import { type RefObject, useState } from 'react'
import { useStick } from './use-stick'

/**
 * Entries that grow, as a viewer shows them. Scrolling up pauses it: they then stand still, however many come, until the
 * operator follows again or scrolls to their end.
 */
export function useHeld<Entry>(entries: readonly Entry[], scroller: RefObject<HTMLElement | null>) {
  const [held, setHeld] = useState<readonly Entry[] | null>(null)
  const following = held === null
  const setFollowing = (follow: boolean) => setHeld(follow ? null : entries)
  const watch = useStick(scroller, { following, onFollow: setFollowing })
  return { shown: held ?? entries, held, following, setFollowing, watch }
}
