import { expect, test } from 'vitest'
import type { ItemRow } from '#shared/item'
import { formatItem } from './format-items'
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
