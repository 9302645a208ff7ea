import { expect, test } from 'vitest'
import { incomingOf, laidOut, outgoingOf, resentFromOf, varsOf } from './read-json'

const incoming = { channel: 'panel', sender: 'Ada', message: 'Hi', timestamp: 1, messageId: 'm1' }
const outgoing = { ...incoming, originalMessage: 'Hi', agent: 'assistant', files: [] }

test('a message is read whatever else it holds', () => {
  expect(incomingOf(JSON.stringify({ ...incoming, odd: 1 }))?.sender).toBe('Ada')
})

test('a result is read', () => {
  expect(outgoingOf(JSON.stringify(outgoing))?.agent).toBe('assistant')
})

test('what was cut or is something else is none', () => {
  expect(incomingOf(JSON.stringify(incoming).slice(0, -5))).toBeNull()
  expect(outgoingOf(JSON.stringify(incoming))).toBeNull()
})

test('JSON is laid out and other text is left alone', () => {
  expect(laidOut('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}')
  expect(laidOut('{"a":')).toBe('{"a":')
})

test('an edited copy names the item it came from', () => {
  const message = { channel: 'c', sender: 's', message: 'm', timestamp: 1, messageId: '1' }
  expect(resentFromOf({ ...message, resentFrom: 'order@1.2' })).toBe('order@1.2')
  expect(resentFromOf({ ...message, resentFrom: 7 })).toBeNull()
  expect(resentFromOf(message)).toBeNull()
})

test('the vars of a queue item are told as text', () => {
  expect(varsOf('{"title":"Mend it","tries":2,"dry":false}')).toEqual({ title: 'Mend it', tries: '2', dry: 'false' })
  for (const text of ['{}', '{"a":{}}', '[1]', 'nothing', '']) expect(varsOf(text)).toBeNull()
})
