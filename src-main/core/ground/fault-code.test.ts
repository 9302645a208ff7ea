import { expect, test } from 'vitest'
import { isMachineFault } from './fault-code'

const withCode = (code: unknown) => Object.assign(new Error('x'), { code })

test.each([
  [withCode('ENOSPC'), true],
  [withCode('E2BIG'), true],
  [withCode('ERR_SQLITE_ERROR'), true],
  [withCode('ERR_INVALID_ARG_TYPE'), false],
  [withCode(5), false],
  [new TypeError('x'), false],
  ['ENOSPC', false],
])('what the machine refused is told from a bug: %o is %s', (error, expected) => {
  expect(isMachineFault(error)).toBe(expected)
})
