import { expect, test } from 'vitest'
import { statusWords } from './status-words'

const found = { words: 'a', hits: [], lookedAt: 1_000_000, unlooked: null }

test('a search that looked at everything says that nothing fits', () => {
  expect(statusWords('a', found, 50)).toBe('No item has all of these words.')
})

test('one whose time was up says how much it looked at, and that there is more', () => {
  const words = statusWords('a', { ...found, lookedAt: 1250, unlooked: 1 }, 50)
  expect(words).toBe('Nothing found among the newest 1,250 items. Time was up: older ones were not looked at.')
})
