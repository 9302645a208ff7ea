import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitted, formatItemName, freshClaim, parseItemName } from './item-name'

describe('an item name', () => {
  test.each([
    ['order-17.json', false, { stem: 'order-17', attempt: 1, notBefore: null, interrupted: 0, claim: null }],
    ['order-17~a2~n1763600000000.json', false, { stem: 'order-17', attempt: 2, notBefore: 1763600000000 }],
    ['order-17~a2~c9f3k.json', true, { stem: 'order-17', attempt: 2, claim: '9f3k', notBefore: null }],
    ['order-17~i2~c9f3k.json', true, { stem: 'order-17', interrupted: 2, claim: '9f3k' }],
    ['order-17~i1~w~c9f3k.json', true, { stem: 'order-17', interrupted: 1, waiting: true, claim: '9f3k' }],
    ['order-17~a2~w.json', false, { stem: 'order-17', attempt: 2, waiting: true, claim: null }],
    ['x~w~~c9f3k.json', true, { stem: 'x~w', waiting: false, claim: '9f3k' }],
    ['x~w~i1.json', false, { stem: 'x~w', waiting: false, interrupted: 1 }],
    ['x~wide.json', false, { stem: 'x~wide', waiting: false }],
    ['a~b.json', false, { stem: 'a~b', attempt: 1 }],
    ['report~1.json', false, { stem: 'report~1', attempt: 1 }],
    ['x~i1~c9f3k~d.json', true, { stem: 'x', interrupted: 1, claim: '9f3k', buried: true }],
    ['x~d.json', false, { stem: 'x~d', buried: false }],
    ['x~d~c9f3k.json', true, { stem: 'x~d', claim: '9f3k', buried: false }],
    ['x~c9f3k~d.json', false, { stem: 'x~c9f3k~d', claim: null, buried: false }],
    ['x~c9f3k.json', false, { stem: 'x~c9f3k', claim: null }],
    ['x~c9f3k~cabcd.json', true, { stem: 'x~c9f3k', claim: 'abcd' }],
    ['x~i1~a2.json', false, { stem: 'x~i1', attempt: 2, interrupted: 0 }],
    ['~a2.json', false, { stem: '~a2', attempt: 1 }],
    ['folder', false, { stem: 'folder', extension: '' }],
  ])('reads %s (claimed: %s)', (file, claimed, expected) => {
    expect(parseItemName(file, claimed)).toMatchObject(expected)
  })

  test('that was written is read back as it was, whatever the stem holds', () => {
    const state = fc.record({
      stem: fc
        .tuple(
          fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((stem) => !/[/\0]/.test(stem)),
          fc.constantFrom('', '~', '~~', '~a2', '~n5', '~i1', '~n5~', '~w', '~w~', '~d', '~cabcd~d'),
        )
        .map((parts) => parts.join('')),
      extension: fc.constant('.json'),
      attempt: fc.integer({ min: 1, max: 99 }),
      notBefore: fc.option(fc.integer({ min: 1, max: 99_999_999_999_999 })),
      interrupted: fc.integer({ min: 0, max: 9 }),
      waiting: fc.boolean(),
      buried: fc.boolean(),
      from: fc.constant(null),
      claim: fc.stringMatching(/^[0-9a-z]{4,16}$/),
    })
    fc.assert(
      fc.property(state, (name) => {
        const read = parseItemName(formatItemName(name), true)
        expect(read).toEqual(name)
      }),
    )
  })

  test.each([
    'x~n5~n7.json',
    'x~i2~n5.json',
    'x~a3~a2.json',
    'x~~n5.json',
    'x~.json',
    'x~~~.json',
    'x~w~n5.json',
    'x~w~w.json',
  ])('keeps the stem of %s for life, whatever state comes and goes', (file) => {
    const { stem, extension } = parseItemName(file, false)
    const bare = {
      stem,
      extension,
      attempt: 1,
      notBefore: null,
      interrupted: 0,
      waiting: false,
      buried: false,
      from: null,
      claim: null,
    }
    const waiting = [{ waiting: true }, { interrupted: 1, waiting: true }]
    const others = [{}, { notBefore: 9 }, { interrupted: 1 }, { attempt: 2 }, { attempt: 2, notBefore: 9 }]
    for (const state of [...others, ...waiting]) {
      const name = { ...bare, ...state }
      expect(parseItemName(formatItemName(name), false)).toEqual(name)
      const claimed = { ...name, claim: 'abcd1' }
      expect(parseItemName(formatItemName(claimed), true)).toEqual(claimed)
    }
  })

  test('never grows longer than file systems allow, and keeps different long stems apart', () => {
    const long = 'ü'.repeat(130)
    const name = {
      ...parseItemName(`${long}.json`, false),
      attempt: 2,
      notBefore: 1763600000000,
      claim: 'abcdefgh12345',
    }
    const file = formatItemName(name)
    expect(Buffer.byteLength(file)).toBeLessThanOrEqual(248)
    expect(parseItemName(file, true).claim).toBe('abcdefgh12345')
    expect(fitted(`${long}a`, 100)).not.toBe(fitted(`${long}b`, 100))
    expect(fitted('short', 100)).toBe('short')
  })

  test('gets a claim id that is never given twice', () => {
    const claims = new Set(Array.from({ length: 5000 }, () => freshClaim()))
    expect(claims.size).toBe(5000)
    for (const claim of claims) expect(claim).toMatch(/^[0-9a-z]{4,16}$/)
  })
})
