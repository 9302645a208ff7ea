import { expect, test } from 'vitest'
import { suggestion } from './nearest'

test('a name that is nothing like the known ones gets no suggestion', () => {
  expect(suggestion('zzz', ['build', 'review'])).toBe('')
  expect(suggestion('revew', ['build', 'review'])).toBe('; the nearest is "review"')
})

test('of several that are near, the nearest is suggested', () => {
  expect(suggestion('max_retry', ['max_tries', 'max_retries', 'retries'])).toBe('; the nearest is "max_retries"')
})
