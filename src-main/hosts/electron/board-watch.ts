import type { Board } from '#shared/board'
import type { Core } from '../../core/home/core'
import type { OnBug } from '../../rpc/client-error'

/** Tells of the board at once and whenever it changes, until the signal aborts or the core closes. */
export async function watchBoard(
  core: Core,
  signal: AbortSignal,
  told: (board: Board) => void,
  onBug: OnBug,
): Promise<void> {
  try {
    for await (const _event of core.board.follow(signal)) told(core.boardNow())
  } catch (error) {
    if (!signal.aborted) onBug(error, ['board', 'follow'])
  }
}
