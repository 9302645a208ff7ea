import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bounds } from '#shared/limits'
import { largestBytes, type Offered, plannedDrop } from './planned-drop'

const file = (name: string, bytes = 100, folder = false): Offered => ({ name, bytes, folder })

test('good files go in one call, in the order given', () => {
  const files = [file('b.json'), file('a.JSON')]
  expect(plannedDrop(files)).toEqual({ batches: [files], refused: [] })
})

test('nothing dropped means no call', () => {
  expect(plannedDrop([])).toEqual({ batches: [], refused: [] })
})

test('a folder, another kind of file and a file that is too large are refused with their reason', () => {
  const { batches, refused } = plannedDrop([
    file('things.json', 0, true),
    file('photo.png'),
    file('huge.json', largestBytes + 1024 * 1024),
    file('good.json', largestBytes),
  ])
  expect(batches.flat().map(({ name }) => name)).toEqual(['good.json'])
  expect(refused).toEqual([
    { name: 'things.json', reason: 'This is a folder. Drop the .json files in it instead.' },
    { name: 'photo.png', reason: 'Only .json files can be dropped on a lane.' },
    { name: 'huge.json', reason: 'The file has 11 MB; an item may have at most 10 MB.' },
  ])
})

test('many files are split by number', () => {
  const files = Array.from({ length: 250 }, (_, index) => file(`${index}.json`))
  expect(plannedDrop(files).batches.map((batch) => batch.length)).toEqual([100, 100, 50])
})

test('large files are split by size', () => {
  const files = [file('a.json', 9_000_000), file('b.json', 9_000_000), file('c.json', 1000)]
  expect(plannedDrop(files).batches.map((batch) => batch.map(({ name }) => name))).toEqual([
    ['a.json'],
    ['b.json', 'c.json'],
  ])
})

test('every file is in exactly one batch or refused, and every batch keeps the bounds', () => {
  const offered = fc.record({
    name: fc.constantFrom('a.json', 'b.txt', 'c.json'),
    bytes: fc.nat(largestBytes + 1000),
    folder: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(offered, { maxLength: 400 }), (files) => {
      const { batches, refused } = plannedDrop(files)
      expect(batches.flat().length + refused.length).toBe(files.length)
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(bounds.dropFiles)
        expect(batch.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(bounds.dropBytes)
      }
    }),
  )
})
