import { beforeEach, expect, test } from 'vitest'
import type { ItemRow } from '#shared/item'
import { addSelected, clearSelection, dropSelected, keepSelected, toggleSelected, useSelection } from './selection'

const row = (id: string, column: ItemRow['column'] = 'dead', file = `${id}.json`): ItemRow => ({
  lane: 'queue',
  id,
  file,
  column,
  waiting: false,
  attempt: 1,
  interrupted: 0,
  arrivedAt: 0,
  changedAt: 0,
  notBefore: null,
  bytes: 0,
  summary: null,
  reason: null,
  agent: null,
  provider: null,
  invocationId: null,
})
const dead = { lane: 'queue', column: 'dead' } as const
const windowOf = (...rows: ItemRow[]) => ({ offset: 0, total: rows.length, rows })
const selected = () => [...(useSelection.getState().selection?.items.values() ?? [])].map(({ file }) => file)

beforeEach(() => useSelection.setState({ selection: null }))

test('picking an item twice lets it go, and with the last one the selection', () => {
  toggleSelected(row('a'), 0)
  toggleSelected(row('b'), 1)
  toggleSelected(row('a'), 0)
  expect(selected()).toEqual(['b.json'])
  toggleSelected(row('b'), 1)
  expect(useSelection.getState().selection).toBeNull()
})

test('picking in another column begins anew', () => {
  toggleSelected(row('a'), 0)
  toggleSelected(row('p', 'pending'), 0)
  expect(selected()).toEqual(['p.json'])
})

test('what is added is selected once', () => {
  toggleSelected(row('a'), 0)
  addSelected(dead, [row('a'), row('b')])
  expect(selected()).toEqual(['a.json', 'b.json'])
})

test('what left the column leaves the selection, and a new name is taken over', () => {
  addSelected(dead, [row('a'), row('b'), row('c')])
  keepSelected(dead, windowOf(row('a'), row('b'), row('c')), windowOf(row('a'), row('c', 'dead', 'c~a2.json')))
  expect(selected()).toEqual(['a.json', 'c~a2.json'])
})

test('what another column shows does not touch the selection', () => {
  addSelected(dead, [row('a')])
  keepSelected({ lane: 'queue', column: 'pending' }, windowOf(row('a', 'pending')), windowOf())
  clearSelection({ lane: 'other', column: 'dead' })
  dropSelected({ lane: 'queue', column: 'trash' }, ['a'])
  expect(selected()).toEqual(['a.json'])
})
