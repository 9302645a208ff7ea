import { expect, test } from 'vitest'
import { StartupProblem } from '../core/ground/startup-problem'
import { problemText } from './problem-text'

const problem = new StartupProblem('The disk is full.', 'Free some space.')

test('a problem is told as its sentence and the next step', () => {
  expect(problemText(problem)).toBe('The disk is full.\nFree some space.')
})

test('a problem is told even where letting go of what had been opened failed too', () => {
  const once = new SuppressedError(new Error('the lock'), problem)
  expect(problemText(new SuppressedError(new Error('the log'), once))).toBe('The disk is full.\nFree some space.')
})

test('anything else is told with its stack', () => {
  expect(problemText(new TypeError('x is not a function'))).toMatch(/fault of its own\.\nTypeError: x is not.*at /s)
  expect(problemText('thrown')).toMatch(/fault of its own\.\nthrown$/)
})
