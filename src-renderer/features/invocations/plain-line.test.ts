import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainLine } from './plain-line'

test.each([
  ['plain text stays', 'plain text stays'],
  ['\x1b[1;31mred\x1b[0m and plain', 'red and plain'],
  ['\x1b[38;2;10;20;30mtrue colour\x1b[m', 'true colour'],
  ['\x1b[2K\x1b[1Gcleared', 'cleared'],
  ['\x1b]0;window title\x07after a title', 'after a title'],
  ['\x1b]8;;https://x.test\x1b\\link\x1b]8;;\x1b\\', 'link'],
  ['\x1bP1$r0m\x1b\\device text', 'device text'],
  ['\x1b(Bcharset\x1b7', 'charset'],
  ['bell\x07 and backspace\x08', 'bell and backspace'],
  ['tabs\tstay', 'tabs\tstay'],
  ['ends early \x1b[31', 'ends early '],
  ['ends early \x1b]0;tit', 'ends early '],
])('%j becomes %j', (raw, text) => {
  expect(plainLine(raw)).toBe(text)
})

test('of a progress line its last state stays', () => {
  expect(plainLine('10 %\r50 %\r100 %')).toBe('100 %')
})

test('the carriage return of a Windows line end is no new state', () => {
  expect(plainLine('done\r')).toBe('done')
})

test('no text ever keeps an escape character', () => {
  const pieces = fc.constantFrom('\x1b', '[', ']', '0', ';', 'm', '\x07', 'x', '\\', 'P', '\r')
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const shown = plainLine(parts.join(''))
      for (const control of ['\x1b', '\x07', '\r']) expect(shown).not.toContain(control)
    }),
  )
})
