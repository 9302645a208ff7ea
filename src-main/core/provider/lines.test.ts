import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Head, Tail } from './byte-ends'
import { Lines } from './lines'

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
