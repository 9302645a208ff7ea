import { expect, test } from 'vitest'
import type { ItemRow } from '#shared/item'
import { sharedRows } from './shared-rows'

function row(id: string, over: Partial<ItemRow> = {}): ItemRow {
  return {
    lane: 'queue',
    id,
    file: `${id}.json`,
    column: 'pending',
    waiting: false,
    attempt: 1,
    interrupted: 0,
    arrivedAt: 1,
    changedAt: 1,
    notBefore: null,
    bytes: 10,
    summary: null,
    reason: null,
    agent: null,
    provider: null,
    invocationId: null,
    ...over,
  }
}

test('unchanged rows keep their identity when others come before them', () => {
  const known = [row('a'), row('b')]
  const next = sharedRows(known, [row('z'), row('a'), row('b')])
  expect(next[1]).toBe(known[0])
  expect(next[2]).toBe(known[1])
})

test('nothing changed: the list itself is the same', () => {
  const known = [row('a'), row('b')]
  expect(sharedRows(known, [row('a'), row('b')])).toBe(known)
})

test('a changed row is the new one', () => {
  const known = [row('a')]
  expect(sharedRows(known, [row('a', { attempt: 2 })])[0]?.attempt).toBe(2)
})
