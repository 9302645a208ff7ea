import { expect, test } from 'vitest'
import { columns } from '#shared/item'
import { sharedActions } from './action-look'

test('many items at once get what each of them is offered, but for what opens a dialog', () => {
  expect(Object.fromEntries(columns.map((column) => [column, sharedActions(column)]))).toEqual({
    pending: ['discard'],
    active: [],
    completed: [],
    failed: ['retry', 'discard'],
    dead: ['requeue', 'discard'],
    rejected: ['discard'],
    trash: ['restore'],
  })
})
