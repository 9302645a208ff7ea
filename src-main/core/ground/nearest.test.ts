import { expect, test } from 'vitest'
import { nearestOf, suggestion } from './nearest'

test('a name that is nothing like the known ones gets no suggestion', () => {
  expect(suggestion('zzz', ['build', 'review'])).toBe('')
  expect(suggestion('revew', ['build', 'review'])).toBe('; the nearest is "review"')
})

test('of several that are near, the nearest is suggested', () => {
  expect(suggestion('max_retry', ['max_tries', 'max_retries', 'retries'])).toBe('; the nearest is "max_retries"')
})

test.each([
  ['Revew', 'review'],
  ['REVIEW', 'review'],
  ['reviwe', 'review'],
  ['bulid', 'build'],
  ['bld', null],
  ['b', null],
  ['', null],
  ['reviews of them', null],
] as const)('of build and review, %j is most likely %j', (wrong, meant) => {
  expect(nearestOf(wrong, ['build', 'review'])).toBe(meant)
})

test('of names that are equally near, the first is suggested', () => {
  expect(nearestOf('step_3', ['step_1', 'step_2'])).toBe('step_1')
})

test('a name longer than any is not compared', () => {
  const long = 'a'.repeat(10_000)
  expect(nearestOf(`${long}b`, [long])).toBeNull()
  expect(nearestOf('a'.repeat(99), [long, 'a'.repeat(100)])).toBe('a'.repeat(100))
})
