import type { BoardEvent } from '#shared/board'
import type { Calls } from '../core'
import type { HomeState } from '../home-state'

/** Who follows the board goes on following it when the home changes hands. */
export const boardCalls = (home: HomeState): Calls['board'] => ({
  async *follow(signal): AsyncGenerator<BoardEvent, void> {
    for (;;) {
      const followed = home.now
      yield* followed.followBoard(signal)
      if (signal.aborted || home.now === followed) return
    }
  },
})
