import { expect, test } from 'vitest'
import { columns } from './item'
import { offers } from './offers'

test.each([
  ['pending', ['discard']],
  ['active', ['release']],
  ['completed', ['edit']],
  ['failed', ['retry', 'discard']],
  ['dead', ['requeue', 'edit', 'discard']],
  ['rejected', ['repair', 'discard']],
  ['trash', ['restore']],
] as const)('an item that is %s is offered %j', (column, actions) => {
  expect(offers({ column })).toEqual(actions)
})

test('an item that waits for a person is offered nothing: its decision is the way out', () => {
  expect(offers({ column: 'active', waiting: true })).toEqual([])
  expect(offers({ column: 'active', waiting: false })).toEqual(['release'])
})

test('whatever can be discarded can be brought back', () => {
  const discardable = columns.filter((column) => offers({ column }).includes('discard'))
  expect(discardable).toEqual(['pending', 'failed', 'dead', 'rejected'])
  expect(offers({ column: 'trash' })).toEqual(['restore'])
})
