import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leftRows, type Rows } from './left-rows'

const rows = (ids: string, offset = 0, total = offset + ids.length): Rows => ({
  offset,
  total,
  rows: [...ids].map((id) => ({ id, file: `${id}.json` })),
})

test('a row that is missing between two that stayed has left', () => {
  expect(leftRows(rows('abc', 50, 500), rows('ac', 50, 500))).toEqual(['b'])
})

test('a row at an edge of the window may only have been pushed out of it', () => {
  expect(leftRows(rows('abc', 50, 500), rows('xab', 50, 501))).toEqual([])
  expect(leftRows(rows('abc', 50, 500), rows('bcd', 51, 500))).toEqual([])
})

test('a row before the first that stayed has left when the window begins with the list', () => {
  expect(leftRows(rows('abc', 0, 500), rows('bcd', 0, 499))).toEqual(['a'])
})

test('a row after the last that stayed has left when the window ends with the list', () => {
  expect(leftRows(rows('abc', 97, 100), rows('ab', 97, 99))).toEqual(['c'])
})

test('nothing is known of rows when the next window shows quite another part', () => {
  expect(leftRows(rows('abc', 0, 500), rows('xyz', 200, 500))).toEqual([])
})

test('an empty list has lost everything', () => {
  expect(leftRows(rows('abc'), rows(''))).toEqual(['a', 'b', 'c'])
})

test('a row that is still in the list is never taken for one that left', () => {
  const list = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 })
  const slice = fc.record({ offset: fc.nat(40), limit: fc.integer({ min: 1, max: 20 }) })
  const windowOf = (ids: readonly number[], { offset, limit }: { offset: number; limit: number }): Rows => ({
    offset,
    total: ids.length,
    rows: ids.slice(offset, offset + limit).map((id) => ({ id: `${id}`, file: '' })),
  })
  fc.assert(
    fc.property(list, list, slice, slice, (one, other, first, second) => {
      // The same order in both: only what is in them differs.
      const [a, b] = [one.toSorted((x, y) => x - y), other.toSorted((x, y) => x - y)]
      const left = leftRows(windowOf(a, first), windowOf(b, second))
      for (const id of left) expect(b).not.toContain(Number(id))
    }),
  )
})
