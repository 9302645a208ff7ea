import { describe, expect, test } from 'vitest'
import { inspectText, orderingKey } from './inspect'

const megabytes = 3_000_000
const fine = { channel: 'slack', sender: 'Ada', message: 'hi', timestamp: 1, messageId: 'm' }

describe('a text', () => {
  test.each([
    ['', 'The file is empty.'],
    ['  \n', 'The file is empty.'],
    ['{"channel":', 'not valid JSON'],
    ['[]', 'does not hold a JSON object'],
    ['null', 'does not hold a JSON object'],
    ['"text"', 'does not hold a JSON object'],
    [JSON.stringify({ ...fine, channel: '' }), '"channel" must have at least 1 character.'],
    [JSON.stringify({ ...fine, messageId: undefined }), '"messageId" is missing'],
    [JSON.stringify({ ...fine, timestamp: 'now' }), '"timestamp" must be a number, not text.'],
    [JSON.stringify({ ...fine, message: 'x'.repeat(2000) }), 'the limit is 1,000'],
  ])('that is no message is told apart: %j', async (text, sentence) => {
    expect(await inspectText(text, 1000)).toMatchObject({
      kind: 'malformed',
      sentence: expect.stringContaining(sentence),
    })
  })

  const one = JSON.stringify(fine)
  const padding = 'x'.repeat(200_000)
  test.each([
    [
      'NUL bytes at its end',
      `${one}\0\0\0`,
      /has a NUL byte at character \d+, as a write that was cut off .* again, whole/,
    ],
    ['a NUL byte within', one.replace('Ada', 'A\0a'), /has a NUL byte at character/],
    ['nothing but NUL bytes', '\0'.repeat(50), /begins with a NUL byte/],
    [
      'an object a line',
      `${one}\n${one}\r\n\n${one}\n`,
      /holds 3 JSON documents, one a line \(NDJSON\)\. Write each into/,
    ],
    ['two objects', `${one}${one}`, /a second document begins at character \d+\. Write each into a file of its own/],
    ['two objects over lines', JSON.stringify(fine, null, 2).repeat(2), /a second document begins/],
    ['words after its object', `${one} and so on`, /its document ends before character \d+, and more follows/],
    ['a list of them', `[${one},${one}]`, /but a list.*Write each message into a file of its own/],
    ['two long ones', JSON.stringify({ ...fine, padding }).repeat(2), /a second document begins/],
    ['a long one cut off', `${JSON.stringify({ ...fine, padding })}\0`, /has a NUL byte at character/],
  ])('of %s is told apart with what to do', async (_name, text, sentence) => {
    expect(await inspectText(text, megabytes)).toMatchObject({
      kind: 'malformed',
      sentence: expect.stringMatching(sentence),
    })
  })

  test('that is a message keeps fields nobody knows', async () => {
    const inspection = await inspectText(`\uFEFF${JSON.stringify({ ...fine, extra: [1] })}`, 1000)
    expect(inspection).toMatchObject({ kind: 'item', message: { ...fine, extra: [1] } })
  })

  test.each([
    [499, 'item'],
    [500, 'malformed'],
    [200_000, 'malformed'],
  ])('with lists %d deep inside is of the kind %s', async (depth, kind) => {
    const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`
    const text = JSON.stringify(fine).replace(/}$/, `,"x":${nested}}`)
    expect((await inspectText(text, 1_000_000)).kind).toBe(kind)
  })

  test.each([
    ['openings without end', '['.repeat(megabytes), 'more than 500 deep'],
    ['objects in objects', '{"a":'.repeat(megabytes / 5), 'more than 500 deep'],
    ['openings behind a quote that is escaped', `{"a":"\\"[[","b":${'['.repeat(megabytes)}`, 'more than 500 deep'],
    ['a million keys', `{${'"k":1,'.repeat(megabytes / 6)}"k":1}`, 'more than 10,000 values'],
    ['a million empty objects', `[${'{},'.repeat(megabytes / 3)}{}]`, 'more than 10,000 values'],
    ['a million commas', ','.repeat(megabytes), 'more than 10,000 values'],
    ['one name', `{"${'\\u0000'.repeat(megabytes / 6)}":1}`, 'a name of more than 1,000'],
    ['blanks', ' '.repeat(megabytes), 'empty'],
    ['a text that never ends', `{"a":"${'\\"['.repeat(megabytes / 3)}`, 'not valid JSON'],
  ])('of megabytes of %s is told apart before anything is made of it', async (_name, text, sentence) => {
    expect(await inspectText(text, 2 * megabytes)).toMatchObject({
      kind: 'malformed',
      sentence: expect.stringContaining(sentence),
    })
  })

  test.each([
    ['brackets within text', { message: '[{'.repeat(megabytes / 2) }],
    ['NUL characters', { message: '\0'.repeat(megabytes / 6) }],
    ['characters of three bytes', { message: '漢'.repeat(megabytes / 3) }],
    ['a name of many letters', { ['n'.repeat(990)]: 'x'.repeat(megabytes) }],
    ['a short text', { message: 'hi' }],
  ])('with %s is a message, whichever thread reads it', async (_name, part) => {
    const message = { ...fine, ...part }
    expect(await inspectText(JSON.stringify(message), 2 * megabytes)).toEqual({ kind: 'item', message })
  })

  test('with a key that names the prototype changes nothing of other objects', async () => {
    const text = `{"__proto__":{"isPolluted":true},"constructor":{"prototype":{"isPolluted":true}},${JSON.stringify(fine).slice(1)}`
    const inspection = await inspectText(text, 1000)
    expect(inspection).toMatchObject({ kind: 'item', message: fine })
    expect(Reflect.get({}, 'isPolluted')).toBeUndefined()
    expect(Reflect.get(inspection.kind === 'item' ? inspection.message : {}, 'isPolluted')).toBeUndefined()
  })

  test('of numbers with a million digits is read as what JavaScript makes of them', async () => {
    const text = `{"x":${'1'.repeat(megabytes)},${JSON.stringify(fine).slice(1)}`
    expect(await inspectText(text, 2 * megabytes)).toMatchObject({ kind: 'item', message: { x: Infinity } })
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
