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
  ['\uFEFF{\n  "channel": 5\n}', 2, 14, '"channel" must be text'],
  [JSON.stringify({ ...fine, sender: 4 }, null, 2), 3, 13, '"sender" must be text'],
  [JSON.stringify({ channel: 'slack' }, null, 2), 1, 1, '"sender" is missing'],
  [
    '{"channel": "c", "x": {"sender": 1}, "a\\"\\\\": [",", {"sender": 2}],\n"sender" :\n 3}',
    3,
    2,
    '"sender" must be text',
  ],
  ['{"channel": "c", "sender": 1,\n"s\\u0065nder": 2}', 2, 16, '"sender" must be text'],
  ['[1]', 1, 1, 'does not hold a JSON object'],
  ['', 1, 1, 'empty'],
])('the problem of %j is found at line %d, column %d', async (text, line, column, sentence) => {
  expect(await textProblem(text, 10_000)).toEqual({ line, column, sentence: expect.stringContaining(sentence) })
})

test('what is too deep or too much is found where it becomes so', async () => {
  const keys = Array.from({ length: 100_000 }, (_, number) => `"k${number}":${number}`).join(',')
  const many = await textProblem(`{"channel":5,\n"keys":{${keys}}}`, 10_000_000)
  expect(many).toMatchObject({ line: 2, sentence: expect.stringContaining('10,000 values') })
  const deep = await textProblem(`{"channel":5,\n"deep":${'['.repeat(2_000_000)}`, 10_000_000)
  expect(deep).toMatchObject({ line: 2, column: 507, sentence: expect.stringContaining('500 deep') })
})

test('many lines and a long text keep a problem from being found no more than short ones', async () => {
  const found = await textProblem(
    `{"sender":"${'x'.repeat(1_000_000)}",${'\n'.repeat(1_000_000)}"channel":5}`,
    10_000_000,
  )
  expect(found).toMatchObject({
    line: 1_000_001,
    column: 11,
    sentence: expect.stringContaining('"channel" must be text'),
  })
})

test('a message has no problem', async () => {
  expect(await textProblem(JSON.stringify(fine), 10_000)).toBeNull()
})
