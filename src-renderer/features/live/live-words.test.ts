import { expect, test } from 'vitest'
import { inputWords, oneLine, retryWords } from './live-words'

test('a text becomes one line of bounded length', () => {
  expect(oneLine('  one\n\ttwo   three ')).toBe('one two three')
  expect(oneLine('x'.repeat(100_000))).toHaveLength(240)
})

test.each([
  ['ls -la\n| wc', 'ls -la | wc', 'ls -la\n| wc'],
  ['{"file_path":"/a","limit":5}', 'file_path: /a, limit: 5', 'file_path: /a\nlimit: 5'],
  ['{ echo; }', '{ echo; }', '{ echo; }'],
  ['{"cut":"in the mid', '{"cut":"in the mid', '{"cut":"in the mid'],
  ['', '', ''],
])('the input %j reads "%s"', (input, line, whole) => {
  expect(inputWords(input)).toEqual({ line, whole })
})

test.each([
  [2, 10, 5000, '2 of 10, in 5.0 s'],
  [2, null, null, 'attempt 2'],
  [null, null, 1500, 'in 1.5 s'],
  [null, null, null, ''],
])('a retry says as much as is known', (attempt, of, delayMs, words) => {
  expect(retryWords({ seq: 1, at: 0, cut: false, kind: 'retry', text: '', attempt, of, delayMs })).toBe(words)
})
