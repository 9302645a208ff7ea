import { expect, test } from 'vitest'
import type { OutputRule } from '../../../settings/provider-settings'
import { commandDecoder } from './decoder'

function decoded(rule: OutputRule, text: string) {
  const decoder = commandDecoder(rule)
  decoder.push(Buffer.from(text))
  return decoder.end()
}

const jsonl: OutputRule = { jsonl: { where: { type: 'message', 'item.final': true }, field: 'item.text' } }
const event = (text: unknown, final = true) => `${JSON.stringify({ type: 'message', item: { final, text } })}\n`

test.each<[string, OutputRule, string, object]>([
  ['plain text as it is', 'text', ' hi\n', { text: ' hi\n' }],
  ['no text as empty', 'text', ' \n', { problem: 'empty' }],
  ['a field of a JSON value', { json: 'a.0.b' }, '{"a":[{"b":"hi"}]}', { text: 'hi' }],
  ['a number as text', { json: 'n' }, '{"n":7}', { text: '7' }],
  ['a missing field as unparseable', { json: 'b' }, '{"a":1}', { problem: 'unparseable' }],
  ['an inherited field as missing', { json: 'constructor.name' }, '{}', { problem: 'unparseable' }],
  ['text in place of JSON as unparseable', { json: 'a' }, 'hi', { problem: 'unparseable' }],
  ['nothing in place of JSON as empty', { json: 'a' }, '', { problem: 'empty' }],
  ['the last JSON line that matches', jsonl, event('one') + event('two') + event('draft', false), { text: 'two' }],
  ['lines that are not JSON as noise', jsonl, `loading\n${event('one')}{"half":`, { text: 'one' }],
  ['JSON lines of which none matches as unparseable', jsonl, event('draft', false), { problem: 'unparseable' }],
  ['no JSON lines as empty', jsonl, '', { problem: 'empty' }],
])('takes %s', (_name, rule, text, expected) => {
  expect(decoded(rule, text)).toMatchObject(expected)
})

test('text beyond the limit is let go', () => {
  const output = decoded('text', 'x'.repeat(5 * 1024 * 1024))
  expect('text' in output && output.text.length).toBe(4 * 1024 * 1024)
})
