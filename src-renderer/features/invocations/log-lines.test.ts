import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LogLines } from './log-lines'

const out = (text: string) => ({ stream: 'stdout' as const, offset: 0, text })
const err = (text: string) => ({ stream: 'stderr' as const, offset: 0, text })
const texts = (log: LogLines) => log.lines.map(({ stream, text }) => `${stream === 'stderr' ? '! ' : ''}${text}`)

test('lines may come in any pieces', () => {
  const log = new LogLines()
  log.append([out('one\ntw')])
  log.append([out('o\n'), out('\nfour')])
  expect(texts(log)).toEqual(['one', 'two', '', 'four'])
})

test('a colour that is cut in two pieces leaves no trace', () => {
  const log = new LogLines()
  log.append([out('a \x1b[3')])
  expect(texts(log)).toEqual(['a '])
  log.append([out('1mred\x1b[0m\n')])
  expect(texts(log)).toEqual(['a red'])
})

test('the streams do not cut each other’s lines', () => {
  const log = new LogLines()
  log.append([out('half'), err('trouble\n'), out(' and half\nnext')])
  expect(texts(log)).toEqual(['half and half', '! trouble', 'next'])
})

test('a progress line shows its last state while it grows', () => {
  const log = new LogLines()
  log.append([out('10 %\r')])
  log.append([out('90 %\r')])
  expect(texts(log)).toEqual(['90 %'])
})

test('the oldest lines go when there are too many, and keys stay with their lines', () => {
  const log = new LogLines({ lines: 3, chars: 1000, lineChars: 100 })
  log.append([out('1\n2\n3\n4\n5\n')])
  expect(log.lines).toEqual([
    { key: 2, stream: 'stdout', text: '3' },
    { key: 3, stream: 'stdout', text: '4' },
    { key: 4, stream: 'stdout', text: '5' },
  ])
  expect(log.dropped).toBe(2)
})

test('the oldest lines go when they hold too much text', () => {
  const log = new LogLines({ lines: 100, chars: 10, lineChars: 100 })
  log.append([out('aaaaaaaa\nbbbbb\nccccc\n')])
  expect(texts(log)).toEqual(['bbbbb', 'ccccc'])
})

test('a line without end goes on in new ones', () => {
  const log = new LogLines({ lines: 100, chars: 1000, lineChars: 4 })
  log.append([out('abcdef'), out('ghij\nk')])
  expect(texts(log)).toEqual(['abcd', 'efgh', 'ij', 'k'])
})

test('what comes after an unfinished line was let go begins a new line', () => {
  const log = new LogLines({ lines: 2, chars: 1000, lineChars: 100 })
  log.append([out('gone'), err('a\nb\nc\n')])
  log.append([out(' rest\n')])
  expect(texts(log)).toEqual(['! c', ' rest'])
})

test('whatever comes, the limits hold', () => {
  const piece = fc.record({
    stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    offset: fc.constant(0),
    text: fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', '\x1b', '[', 'm'), maxLength: 60 }),
  })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const log = new LogLines({ lines: 10, chars: 80, lineChars: 20 })
      for (const each of pieces) {
        log.append([each])
        expect(log.lines.length).toBeLessThanOrEqual(10)
        expect(log.lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(80)
        expect(log.lines.map(({ key }) => key)).toEqual(log.lines.map((_, index) => log.dropped + index))
      }
    }),
  )
})
