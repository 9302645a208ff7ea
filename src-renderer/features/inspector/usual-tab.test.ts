import { expect, test } from 'vitest'
import { usualTab } from './usual-tab'

test.each([
  ['pending', false, 'message'],
  ['active', true, 'invocation'],
  ['active', false, 'timeline'],
  ['completed', true, 'answer'],
  ['dead', true, 'invocation'],
  ['rejected', false, 'message'],
  [null, false, 'timeline'],
] as const)('an item that is %s (invocation: %s) opens on its %s', (column, hasInvocation, tab) => {
  expect(usualTab(column, hasInvocation)).toBe(tab)
})
