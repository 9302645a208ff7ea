import { create } from 'zustand'
import type { Board } from '#shared/board'
import { follow } from '../link/follow'
import { link } from '../link/link'
import { foldedBoard, type Known } from './folded-board'
import { perFrame } from './per-frame'

/** The core's board as the panel last heard it; null until the first snapshot. */
export const useBoardStore = create<{ readonly board: Board | null }>(() => ({ board: null }))

/** One part of the board; `part` must give the same object while nothing changed. Only for what is shown with a board. */
export function useBoard<T>(part: (board: Board) => T): T {
  return useBoardStore(({ board }) => {
    if (board === null) throw new Error('This part of the panel is shown only once the board is known.')
    return part(board)
  })
}

export async function followBoard(signal: AbortSignal): Promise<void> {
  let known: Known<Board> | null = null
  const shown = perFrame<Known<Board>>(({ board }) => useBoardStore.setState({ board }))
  await follow(
    link,
    {
      open: (client, ended) => client.board.follow(undefined, { signal: ended }),
      begin: () => {
        known = null
      },
      take: (event) => {
        known = foldedBoard<Board>(known, event)
        if (known !== null) shown.put(known)
      },
      failed: () => {},
    },
    signal,
  )
  shown.cancel()
}
