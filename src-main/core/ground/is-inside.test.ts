import { expect, test } from 'vitest'
import { isInside } from './is-inside'

test.each([
  ['/ws', '/ws/a', true],
  ['/ws', '/ws/a/..b', true],
  ['/', '/etc', true],
  ['/ws/', '/ws/a', true],
  ['/ws', '/ws-secret/a', false],
  ['/ws', '/ws', false],
  ['/ws', '/', false],
  ['/ws', '/ws/../etc', false],
  ['/ws/a', '/ws/b', false],
])('below %s, %s: %s', (folder, path, inside) => {
  expect(isInside(folder, path)).toBe(inside)
})
