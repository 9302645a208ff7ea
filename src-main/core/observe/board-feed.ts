import type { z } from 'zod'
import { Board, type BoardEvent } from '#shared/board'
import { bounds } from '#shared/limits'
import { type Changes, pause } from '../ground/changes'

const PartialBoard = Board.partial()

interface Reading {
  readonly count: number
  readonly board: Board
  /** Each part as text, to be compared. */
  readonly texts: ReadonlyMap<string, string>
}

/**
 * Follows a board: a snapshot, then the parts that changed, at most once in `bounds.pushMs`. Each reader is compared with
 * what it was sent itself, so a slow one gets one larger change, never a gap. Parts are turned to text once per
 * change for all readers.
 */
export class BoardFeed {
  readonly #changes: Changes
  readonly #read: () => Board
  #last: Reading | null = null

  constructor(changes: Changes, read: () => Board) {
    this.#changes = changes
    this.#read = read
  }

  current(): Board {
    return this.#reading().board
  }

  async *follow(signal: AbortSignal): AsyncGenerator<BoardEvent, void> {
    let sent = this.#reading()
    yield { kind: 'snapshot', revision: sent.count, board: sent.board }
    for (;;) {
      await pause(bounds.pushMs, signal)
      await this.#changes.since(sent.count, signal)
      if (signal.aborted) return
      const now = this.#reading()
      const board = changedParts(sent, now)
      sent = now
      if (Object.keys(board).length > 0) yield { kind: 'change', revision: now.count, board }
    }
  }

  #reading(): Reading {
    const { count } = this.#changes
    if (this.#last?.count === count) return this.#last
    const board = this.#read()
    const texts = new Map(Object.entries(board).map(([part, value]) => [part, JSON.stringify(value)]))
    this.#last = { count, board, texts }
    return this.#last
  }
}

function changedParts(before: Reading, now: Reading): z.infer<typeof PartialBoard> {
  const entries = Object.entries(now.board).filter(([part]) => before.texts.get(part) !== now.texts.get(part))
  return PartialBoard.parse(Object.fromEntries(entries))
}
