import { expect, test } from 'vitest'
import { textProblem } from './text-place'

const fine = { channel: 'slack', sender: 'Ada', message: 'hi', timestamp: 1, messageId: 'm' }

test.each([
  ['{\n  "channel": "slack",\n}', 3, 1, 'not valid JSON'],
  ['{\n  "channel": "slack"\n', 3, 1, 'not valid JSON'],
  ['{"a": 1} x', 1, 10, 'not valid JSON'],
  ['{\n  "channel": "slack",\n  "sender": oops\n}', 3, 13, 'not valid JSON'],
  ['{"a": tru', 1, 10, 'not valid JSON'],
  ['{"a": trux}', 1, 10, 'not valid JSON'],
  ['\uFEFF{\n  "channel": 5\n}', 2, 14, '"channel" is wrong'],
  [JSON.stringify({ ...fine, sender: 4 }, null, 2), 3, 13, '"sender" is wrong'],
  [JSON.stringify({ channel: 'slack' }, null, 2), 1, 1, '"sender" is missing'],
  ['[1]', 1, 1, 'does not hold a JSON object'],
  ['', 1, 1, 'empty'],
])('the problem of %j is found at line %d, column %d', (text, line, column, sentence) => {
  expect(textProblem(text, 10_000)).toEqual({ line, column, sentence: expect.stringContaining(sentence) })
})

test('a message has no problem', () => {
  expect(textProblem(JSON.stringify(fine), 10_000)).toBeNull()
})
