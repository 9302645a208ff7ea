import { describe, expect, test } from 'vitest'
import { inspectText, orderingKey } from './inspect'

const fine = { channel: 'slack', sender: 'Ada', message: 'hi', timestamp: 1, messageId: 'm' }

describe('a text', () => {
  test.each([
    ['', 'The file is empty.'],
    ['  \n', 'The file is empty.'],
    ['{"channel":', 'not valid JSON'],
    ['[]', 'does not hold a JSON object'],
    ['null', 'does not hold a JSON object'],
    ['"text"', 'does not hold a JSON object'],
    [JSON.stringify({ ...fine, channel: '' }), '"channel" is wrong'],
    [JSON.stringify({ ...fine, messageId: undefined }), '"messageId" is missing'],
    [JSON.stringify({ ...fine, timestamp: 'now' }), '"timestamp" is wrong'],
    [JSON.stringify({ ...fine, message: 'x'.repeat(2000) }), 'the limit is 1,000'],
  ])('that is no message is told apart: %j', (text, sentence) => {
    expect(inspectText(text, 1000)).toEqual({ kind: 'malformed', sentence: expect.stringContaining(sentence) })
  })

  test('that is a message keeps fields nobody knows', () => {
    const inspection = inspectText(`\uFEFF${JSON.stringify({ ...fine, extra: [1] })}`, 1000)
    expect(inspection).toMatchObject({ kind: 'item', message: { ...fine, extra: [1] } })
  })

  test.each([
    [499, 'item'],
    [500, 'malformed'],
    [200_000, 'malformed'],
  ])('with lists %d deep inside is of the kind %s', (depth, kind) => {
    const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`
    expect(inspectText(JSON.stringify(fine).replace(/}$/, `,"x":${nested}}`), 1_000_000).kind).toBe(kind)
  })
})

describe('the ordering key', () => {
  test('is the run if the message names one', () => {
    expect(orderingKey({ ...fine, workflowRunId: 'r', channelProfileId: 'p', conversationId: 'c' })).toBe('["run","r"]')
  })

  test('is channel, profile and conversation when both ids are there', () => {
    expect(orderingKey({ ...fine, channelProfileId: 'p', conversationId: 'c' })).toBe('["slack","p","c"]')
    expect(orderingKey({ ...fine, conversationId: 'c' })).toBeNull()
    expect(orderingKey({ ...fine, channelProfileId: 'p' })).toBeNull()
  })

  test('cannot be forged by ids that hold separators', () => {
    const one = orderingKey({ ...fine, channelProfileId: 'a","b', conversationId: 'c' })
    const other = orderingKey({ ...fine, channelProfileId: 'a', conversationId: 'b","c' })
    expect(one).not.toBe(other)
  })
})
