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
  [
    '{"channel": "c", "x": {"sender": 1}, "a\\"\\\\": [",", {"sender": 2}],\n"sender" :\n 3}',
    3,
    2,
    '"sender" is wrong',
  ],
  ['{"channel": "c", "sender": 1,\n"s\\u0065nder": 2}', 2, 16, '"sender" is wrong'],
  ['[1]', 1, 1, 'does not hold a JSON object'],
  ['', 1, 1, 'empty'],
])('the problem of %j is found at line %d, column %d', (text, line, column, sentence) => {
  expect(textProblem(text, 10_000)).toEqual({ line, column, sentence: expect.stringContaining(sentence) })
})

test('neither very many keys nor very deep values keep a problem from being found', () => {
  const keys = Array.from({ length: 100_000 }, (_, number) => `"k${number}":${number}`).join(',')
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const found = textProblem(`{"keys":{${keys}},${keys},"deep":${deep},\n"channel":5}`, 10_000_000)
  expect(found).toMatchObject({ line: 2, column: 11 })
})

test('a message has no problem', () => {
  expect(textProblem(JSON.stringify(fine), 10_000)).toBeNull()
})
