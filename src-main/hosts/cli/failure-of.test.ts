import { ORPCError } from '@orpc/client'
import { expect, test } from 'vitest'
import { failureOf } from './failure-of'

test('what the contract does not take is told by its name and reason', () => {
  const issues = [{ message: 'Invalid string: must match a lane name', path: ['lane'] }]
  const error = new ORPCError('BAD_REQUEST', { message: 'Input validation failed', data: { issues } })
  expect(failureOf(error)).toMatchObject({
    code: 'usage',
    message: '"lane" cannot be used: Invalid string: must match a lane name.',
  })
})
