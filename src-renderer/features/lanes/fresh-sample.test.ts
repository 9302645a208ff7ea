import { expect, test } from 'vitest'
import { freshSample } from './fresh-sample'

test('a sample gets its own id and time and keeps everything else', () => {
  const text = JSON.stringify({
    channel: 'panel',
    sender: 'Ada',
    message: 'Hi',
    timestamp: 1,
    messageId: 'x',
    odd: true,
  })
  expect(JSON.parse(freshSample(text, 'sample-1', 99) ?? '')).toEqual({
    channel: 'panel',
    sender: 'Ada',
    message: 'Hi',
    timestamp: 99,
    messageId: 'sample-1',
    odd: true,
  })
})

test('what is not a message gives nothing', () => {
  expect(freshSample('{', 'sample-1', 99)).toBeNull()
  expect(freshSample('[1]', 'sample-1', 99)).toBeNull()
  expect(freshSample('{"channel": 7}', 'sample-1', 99)).toBeNull()
})
