import { ORPCError } from '@orpc/client'
import { expect, test } from 'vitest'
import { failureOf } from './failure'

test('a refusal speaks in its own words', () => {
  const refusal = { code: 'not_running', sentence: 'The supervisor is not running.', nextStep: 'Press Start.' }
  expect(failureOf(new ORPCError('REFUSED', { data: refusal }))).toEqual({
    refused: true,
    sentence: 'The supervisor is not running.',
    nextStep: 'Press Start.',
  })
})

test('a refusal of an unknown shape is an ordinary failure', () => {
  expect(failureOf(new ORPCError('REFUSED', { data: { code: 'no' } })).refused).toBe(false)
})

test('an input that the contract does not allow is not asked again', () => {
  expect(failureOf(new ORPCError('BAD_REQUEST', { message: 'Input validation failed' }))).toMatchObject({
    refused: true,
    sentence: 'The host did not accept the request: Input validation failed.',
  })
})

test('anything else names its cause', () => {
  expect(failureOf(new Error('socket gone')).sentence).toBe('The call to the host failed: socket gone')
  expect(failureOf('odd').sentence).toBe('The call to the host failed: odd')
})
