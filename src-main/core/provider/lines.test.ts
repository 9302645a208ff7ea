import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Head, Tail } from './byte-ends'
import { jsonText, Lines } from './lines'

function linesOf(chunks: readonly Uint8Array[], longest?: number) {
  const taken: string[] = []
  const lines = new Lines((line) => taken.push(line), longest)
  for (const chunk of chunks) lines.push(chunk)
  lines.end()
  return { taken, skipped: lines.skipped }
}

test('lines do not depend on where the stream was cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(40)), (text, cuts) => {
      const bytes = Buffer.from(text)
      const chunks: Uint8Array[] = []
      let from = 0
      for (const size of cuts) {
        chunks.push(bytes.subarray(from, from + size))
        from += size
      }
      chunks.push(bytes.subarray(from))
      const expected = text
        .toWellFormed()
        .split('\n')
        .filter((line) => line !== '')
      expect(linesOf(chunks).taken).toEqual(expected)
    }),
  )
})

test('a line beyond the limit is let go, and the next one is whole', () => {
  const chunks = ['abc', 'defghij', 'klm\nok\n'].map((text) => Buffer.from(text))
  expect(linesOf(chunks, 8)).toEqual({ taken: ['ok'], skipped: 1 })
})

test('the head of a stream never ends in half a character', () => {
  const head = new Head(4)
  head.push(Buffer.from('ab€d'))
  expect([head.text(), head.cut]).toEqual(['ab', true])
})

test('the tail of a stream is its last bytes', () => {
  const tail = new Tail(4)
  for (const text of ['ab', 'cdefgh', 'i']) tail.push(Buffer.from(text))
  expect(tail.text()).toBe('fghi')
})

test.each([
  ['nests too deep', '['.repeat(1_000_000)],
  ['holds too many values', `{${'"k":1,'.repeat(200_000)}"k":1}`],
  ['has too long a name', `{"${'k'.repeat(20_000)}":1}`],
])('a line that %s is let go before anything is made of it, and the next one is whole', (_name, line) => {
  const chunks = [line.slice(0, 1000), `${line.slice(1000)}\n{"ok":1}\n`].map((text) => Buffer.from(text))
  expect(linesOf(chunks)).toEqual({ taken: ['{"ok":1}'], skipped: 1 })
})

test('brackets and commas within texts count for nothing, wherever the stream was cut', () => {
  const line = JSON.stringify({ text: '[{",'.repeat(200_000) })
  const chunks = Array.from({ length: Math.ceil(line.length / 997) }, (_, at) =>
    Buffer.from(line.slice(at * 997, (at + 1) * 997)),
  )
  expect(linesOf(chunks)).toEqual({ taken: [line], skipped: 0 })
})

test('of a value only so much text is written as is shown', () => {
  expect(jsonText({ a: 'b', c: [1, 'd'] })).toBe('{"a":"b","c":[1,"d"]}')
  expect(jsonText({ a: 'x'.repeat(10_000_000), b: 'y'.repeat(10_000_000) }).length).toBeLessThan(70_000)
})
