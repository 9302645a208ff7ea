import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cut, factTable, table } from './format-table'
import { paintFor, unpainted, widthOf } from './paint'

/** What each text takes in a terminal: wide letters two columns, marks above a letter and joiners none. */
const wide: readonly (readonly [string, number])[] = [
  ['plain', 5],
  ['請求書', 6],
  ['안녕', 4],
  ['ｱﾊﾞﾀ', 4],
  ['Ｆｕｌｌ', 8],
  ['👍', 2],
  ['👍🏽', 2],
  ['👩‍👩‍👧', 2],
  ['🇨🇭', 2],
  ['❤️', 2],
  ['e\u0301tude', 5],
  ['a\u200bb', 2],
  ['', 0],
]

test.each(wide)('%j takes %i columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns)
  expect(widthOf(paintFor(true, {})('red', text))).toBe(columns)
})

test.each(wide)('the column after %j begins where it begins on every line', (text) => {
  for (const right of [[], [0]]) {
    const lines = table(
      [
        ['ten wide..', '|'],
        [text, '|'],
      ],
      right,
    ).split('\n')
    expect(lines.map((line) => widthOf(line.slice(0, line.indexOf('|'))))).toEqual([12, 12])
  }
  const facts = factTable(
    [
      ['請求', '|'],
      [text === '' ? '-' : text, '|'],
    ],
    unpainted,
  ).split('\n')
  expect(new Set(facts.map((line) => widthOf(line.slice(0, line.indexOf('|'))))).size).toBe(1)
})

test.each([
  ['short', 10, 'short'],
  ['exactly ten', 11, 'exactly ten'],
  ['one too many', 11, 'one too ma…'],
  ['請求書を書く', 12, '請求書を書く'],
  ['請求書を書く', 11, '請求書を書…'],
  ['請求書を書く', 10, '請求書を…'],
  ['👍👍👍', 5, '👍👍…'],
  ['👩‍👩‍👧 family', 5, '👩‍👩‍👧 f…'],
  ['e\u0301e\u0301e\u0301e\u0301', 3, 'e\u0301e\u0301…'],
  ['請求', 1, '…'],
  ['請求', 0, '…'],
] as const)('%j in %i columns is %j', (text, width, shown) => {
  expect(cut(text, width)).toBe(shown)
})

test('a text is never cut inside a letter, and takes no more columns than it was given', () => {
  const letters = fc.array(fc.constantFrom(...wide.map(([text]) => text), ' '), { maxLength: 12 })
  fc.assert(
    fc.property(letters, fc.integer({ min: 1, max: 20 }), (parts, width) => {
      const shown = cut(parts.join(''), width)
      expect(widthOf(shown)).toBeLessThanOrEqual(width)
      expect(shown.isWellFormed()).toBe(true)
    }),
  )
})
