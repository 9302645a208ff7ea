import { expect, test } from 'vitest'
import { selectionWords } from './selection-words'

test('a default that stood in for a selector says how often that was asked', () => {
  expect(selectionWords({ decidedBy: 'default', asked: 3 })).toContain('no valid answer in 3 tries')
  expect(selectionWords({ decidedBy: 'default', asked: 0 })).toBe('It is the default workflow.')
  expect(selectionWords({ decidedBy: 'selector', asked: 1 })).toBe('The selector agent chose it.')
})
