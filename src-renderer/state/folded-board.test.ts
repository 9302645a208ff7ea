import { expect, test } from 'vitest'
import { foldedBoard, type Known } from './folded-board'

interface SmallBoard {
  readonly supervisor: string
  readonly lanes: readonly string[]
  readonly answering: string | null
}

const board: SmallBoard = { supervisor: 'stopped', lanes: ['queue'], answering: 'assistant' }
const known: Known<SmallBoard> = { revision: 5, board }

test('a snapshot replaces what was known, also with a lower revision', () => {
  const other = { ...board, supervisor: 'running' }
  expect(foldedBoard(known, { kind: 'snapshot', revision: 1, board: other })).toEqual({ revision: 1, board: other })
})

test('a change replaces the parts it names and leaves the others as they are', () => {
  const after = foldedBoard(known, { kind: 'change', revision: 6, board: { supervisor: 'running' } })
  expect(after).toEqual({ revision: 6, board: { ...board, supervisor: 'running' } })
  expect(after?.board.lanes).toBe(board.lanes)
})

test('a part that becomes null changed, one that is undefined did not', () => {
  const after = foldedBoard(known, { kind: 'change', revision: 6, board: { supervisor: undefined, answering: null } })
  expect(after?.board).toEqual({ ...board, answering: null })
})

test('a change before any snapshot is left out', () => {
  expect(foldedBoard<SmallBoard>(null, { kind: 'change', revision: 2, board: {} })).toBeNull()
})

test('a change that is not newer than what is known is left out', () => {
  expect(foldedBoard(known, { kind: 'change', revision: 5, board: { supervisor: 'running' } })).toBe(known)
})
