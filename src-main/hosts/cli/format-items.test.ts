import { expect, test } from 'vitest'
import type { ItemRow } from '#shared/item'
import { formatItem, formatItems, formatNoItems } from './format-items'
import { moment } from './format-time'
import { unpainted } from './paint'

const now = Date.UTC(2026, 10, 20, 9, 2, 11)
const row: ItemRow = {
  lane: 'queue',
  id: 'a@1',
  column: 'pending',
  file: 'a.json',
  arrivedAt: now - 60_000,
  attempt: 1,
  interrupted: 0,
  notBefore: null,
  waiting: false,
  changedAt: now,
  bytes: 10,
  invocationId: null,
  reason: 'The limit is reached.',
  summary: null,
  agent: null,
  provider: null,
}
const shown = (notBefore: number | null) =>
  formatItem({ row: { ...row, notBefore }, payload: null, result: null, timeline: [], invocations: [] }, now, unpainted)

test('a not-before is told only while it lies ahead', () => {
  expect(shown(now + 60_000)).toContain(`Not before  ${moment(now + 60_000)}`)
  // An item that is held back by its provider may start at once when that is let go.
  for (const past of [1, now - 1, null]) expect(shown(past)).not.toContain('Not before')
})

test('no item is told as none while the files of its lane are still being counted', () => {
  const window = { offset: 0, total: 0, rows: [], indexing: true }
  const told = (column: 'pending' | null): string =>
    formatItems(window, { lane: 'queue', column, search: '' }, 0, 80, unpainted)
  expect(told('pending')).toBe('No item of queue is pending so far. The files of queue are still being counted.')
  expect(told(null)).toBe('queue holds no items so far. The files of queue are still being counted.')
})

test.each([
  [{}, '', 'queue holds no items.'],
  [{}, 'poem', 'queue holds no items with "poem".'],
  [
    { completed: 1313, dead: 25, trash: 1 },
    '',
    'No item of queue is pending. Elsewhere in it: 1,313 completed, 25 dead, 1 in the trash; see them with --column COLUMN.',
  ],
  [
    { dead: 2 },
    'poem',
    'No item of queue with "poem" is pending. Elsewhere in it: 2 dead; see them with --column dead.',
  ],
] as const)(
  'where no item is pending, what else there is of %j is counted by its status',
  (elsewhere, search, said) => {
    expect(formatNoItems({ lane: 'queue', column: 'pending', search }, elsewhere)).toBe(said)
  },
)

test('a search that finds nothing whatever the status says what was searched for', () => {
  const none = { offset: 0, total: 0, rows: [] }
  expect(formatItems(none, { lane: 'queue', column: null, search: 'poem' }, now, 80, unpainted)).toBe(
    'queue holds no items with "poem".',
  )
})
