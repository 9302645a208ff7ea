import { expect, test } from 'vitest'
import { capShare, spentWords, unpricedWords } from './spend-words'

test.each([
  [1.239, false, null, '$1.24'],
  [1.239, false, 5, '$1.24 of $5.00'],
  [0.0042, true, 5, '$0.0042 of $5.00, partly estimated'],
])('what was spent is told with its cap and whether it is known', (costUsd, estimated, capUsd, words) => {
  expect(spentWords({ costUsd, estimated, capUsd })).toBe(words)
})

test('runs of unknown cost are counted', () => {
  expect(unpricedWords(0)).toBeNull()
  expect(unpricedWords(1)).toBe('1 run of unknown cost')
})

test.each([
  [1, null, null],
  [1, 4, 0.25],
  [9, 4, 1],
  [0, 0, 1],
])('the share of a cap stays between nothing and all of it', (costUsd, capUsd, share) => {
  expect(capShare({ costUsd, capUsd })).toBe(share)
})
