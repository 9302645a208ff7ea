import { expect, test } from 'vitest'
import { drainSentence } from './drain-words'

test.each([
  [3, 598_000, 'Waiting for 3 items to finish, for at most 9 min 58 s more.'],
  [1, 4_000, 'Waiting for 1 item to finish, for at most 4 s more.'],
  [1, 0, 'The wait is over: 1 item is being ended and put back in line.'],
  [2, 0, 'The wait is over: 2 items are being ended and put back in line.'],
])('%d active with %d ms left: %s', (active, leftMs, sentence) => {
  expect(drainSentence(active, leftMs)).toBe(sentence)
})
