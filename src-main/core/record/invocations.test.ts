import { expect, test } from 'vitest'
import { completeLength } from './invocations'

test.each([
  ['plain', 0],
  ['ü', 1],
  ['€', 1],
  ['€', 2],
  ['😀', 1],
  ['😀', 2],
  ['😀', 3],
])('a piece that ends inside %s (%d bytes in) stops before it', (character, inside) => {
  const whole = Buffer.from(`abc${character}`)
  if (inside === 0) expect(completeLength(whole)).toBe(whole.length)
  else expect(completeLength(whole.subarray(0, 3 + inside))).toBe(3)
  expect(completeLength(whole)).toBe(whole.length)
})

test('bytes that are no characters are passed on', () => {
  expect(completeLength(Buffer.from([0x80, 0x80, 0x80, 0x80]))).toBe(4)
})
