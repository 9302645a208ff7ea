import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodedText, guessedText } from './item-text'

const bytes = (...given: readonly (number | string)[]): Uint8Array =>
  Uint8Array.from(given.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])))

/** Each UTF-16 unit in two bytes. */
function utf16(text: string, isLittleEndian: boolean): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)).flatMap((unit) =>
    isLittleEndian ? [unit & 0xff, unit >> 8] : [unit >> 8, unit & 0xff],
  )
}

function utf32(text: string, isLittleEndian: boolean): number[] {
  return [...text].flatMap((sign) => {
    const point = sign.codePointAt(0) ?? 0
    const big = [point >> 24, (point >> 16) & 0xff, (point >> 8) & 0xff, point & 0xff]
    return isLittleEndian ? big.reverse() : big
  })
}

const json = '{"sender":"Jürgen 😀"}'

describe('the bytes of an item', () => {
  test.each([
    ['UTF-8', bytes(json)],
    ['UTF-8 with its mark', bytes(0xef, 0xbb, 0xbf, json)],
    ['UTF-16 LE with its mark', bytes(0xff, 0xfe, ...utf16(json, true))],
    ['UTF-16 BE with its mark', bytes(0xfe, 0xff, ...utf16(json, false))],
  ])('are read when they are %s', (_, given) => {
    expect(decodedText(given)).toEqual({ ok: true, text: json })
    expect(guessedText(given)).toBe(json)
  })

  test.each([
    ['UTF-16', 'LE without a mark', bytes(...utf16(json, true))],
    ['UTF-16', 'BE without a mark', bytes(...utf16(json, false))],
    ['UTF-32', 'LE with its mark', bytes(0xff, 0xfe, 0, 0, ...utf32(json, true))],
    ['UTF-32', 'BE with its mark', bytes(0, 0, 0xfe, 0xff, ...utf32(json, false))],
    ['UTF-32', 'LE without a mark', bytes(...utf32(json, true))],
    ['UTF-32', 'BE without a mark', bytes(...utf32(json, false))],
  ])('in %s, %s, are refused by that name and shown decoded', (name, _, given) => {
    expect(decodedText(given)).toEqual({ ok: false, sentence: expect.stringContaining(`It is written in ${name}`) })
    expect(guessedText(given)).toBe(json)
  })

  test.each([
    ['a byte of Latin-1', bytes('{"sender":"J', 0xfc, 'rgen"}'), 12, 'FC', '{"sender":"Jürgen"}'],
    ['Latin-1 beside UTF-8', bytes('"ü', 0xe9, '"'), 3, 'E9', '"üé"'],
    ['a quotation mark of Windows', bytes('"', 0x93, '"'), 1, '93', '"“"'],
    ['an overlong slash', bytes('"', 0xc0, 0xaf, '"'), 1, 'C0', '"À¯"'],
    ['an overlong character of three bytes', bytes(0xe0, 0x80, 0xaf), 0, 'E0', 'à€¯'],
    ['half a surrogate pair', bytes('"', 0xed, 0xa0, 0x80, '"'), 1, 'ED', '"í\u00a0€"'],
    ['a character past the last', bytes(0xf4, 0x90, 0x80, 0x80), 0, 'F4', 'ô\u0090€€'],
    ['a character cut at the end', bytes('"', 0xe2, 0x82), 1, 'E2', '"â‚'],
    ['a byte after the mark', bytes(0xef, 0xbb, 0xbf, 0xff), 3, 'FF', 'ÿ'],
  ])('with %s are refused with its place, and shown with what it most likely is', (_, given, at, byte, shown) => {
    expect(decodedText(given)).toEqual({
      ok: false,
      sentence: expect.stringContaining(`byte ${at + 1} (0x${byte}, at offset ${at}, in line 1)`),
    })
    expect(guessedText(given)).toBe(shown)
  })

  test.each([
    ['a lone half of a pair', bytes(0xff, 0xfe, ...utf16('"\ud800"', true))],
    ['half a unit', bytes(0xff, 0xfe, 0x22, 0, 0x22)],
  ])('in UTF-16 with %s are refused', (_, given) => {
    expect(decodedText(given).ok).toBe(false)
  })

  test('name the line of a byte that fits nothing', () => {
    expect(decodedText(bytes('{\r\n"a":\n"', 0xff))).toMatchObject({ sentence: expect.stringContaining('in line 3') })
  })

  test('that are taken are the text and nothing else, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (given) => {
        const read = decodedText(given)
        if (!read.ok) return
        const encoded = [
          bytes(read.text),
          bytes(0xef, 0xbb, 0xbf, read.text),
          bytes(0xff, 0xfe, ...utf16(read.text, true)),
          bytes(0xfe, 0xff, ...utf16(read.text, false)),
        ]
        expect(encoded.map(String)).toContain(String(given))
      }),
      { numRuns: 500 },
    )
  })

  test('of any text come back as that text', () => {
    const point = fc.oneof(fc.integer({ min: 1, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
    fc.assert(
      fc.property(fc.array(point, { maxLength: 20 }), (points) => {
        const text = `{${String.fromCodePoint(...points)}`
        expect(decodedText(bytes(text))).toEqual({ ok: true, text })
        expect(decodedText(bytes(0xff, 0xfe, ...utf16(text, true)))).toEqual({ ok: true, text })
      }),
    )
  })

  test('of a whole file in Latin-1 are shown as such, however long it is', () => {
    const letters = Array.from({ length: 5000 }, () => [0xfc, 0x61]).flat()
    expect(guessedText(bytes(...letters))).toBe('üa'.repeat(5000))
  })

  test('cut within a character are shown without it', () => {
    expect(guessedText(bytes('"ü', 0xe2, 0x82), true)).toBe('"ü')
    expect(guessedText(bytes('"', 0xfc, 'x', 0xe2, 0x82), true)).toBe('"üx')
  })
})
