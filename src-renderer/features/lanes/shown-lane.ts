import { useEffect } from 'react'
import { create } from 'zustand'
import type { LaneCard } from '#shared/board'
import { useBoard } from '../../state/board'
import { useRoute } from '../../state/route'

/** The lane that was looked at last. */
const useLastLane = create<{ readonly name: string | null }>(() => ({ name: null }))

/** The lane of the page: what the address names, else what was looked at last, else the first. */
export function useShownLane(): LaneCard | null {
  const lanes = useBoard((board) => board.lanes)
  const route = useRoute()
  const last = useLastLane((state) => state.name)
  const named = route.page === 'lanes' ? (route.chosen?.lane ?? route.lane ?? null) : null
  const known = (name: string | null) => lanes.find((lane) => lane.name === name)
  const shown = known(named) ?? known(last) ?? lanes[0] ?? null
  const name = shown?.name ?? null
  useEffect(() => {
    if (name !== null) useLastLane.setState({ name })
  }, [name])
  return shown
}
