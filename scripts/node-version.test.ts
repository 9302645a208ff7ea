import { expect, it } from 'vitest'
import { isTooOld } from './node-version.mjs'

it.each([
  ['18.20.4', true],
  ['19.9.0', true],
  ['20.0.0', false],
  ['24.21.0', false],
  ['100.0.0', false],
])('Node %s is too old: %s', (version, old) => {
  expect(isTooOld(version)).toBe(old)
})
