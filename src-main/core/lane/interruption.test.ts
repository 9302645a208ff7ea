import { expect, test } from 'vitest'
import { interruptionsAfter } from './interruption'

const minutes = 60_000

test.each([
  ['its program ran', 0, { livedMs: 100, stepEnded: false }, 1],
  ['its program ran, for the third time', 2, { livedMs: 100, stepEnded: false }, 3],
  ['its program did not run', 2, { livedMs: null, stepEnded: false }, 2],
  ['its program did not run, and a step had ended', 2, { livedMs: null, stepEnded: true }, 0],
  ['its program ran, and a step had ended before', 2, { livedMs: 100, stepEnded: true }, 1],
  ['its program had run for minutes', 2, { livedMs: 3 * minutes, stepEnded: false }, 1],
  ['its program had not yet run for minutes', 1, { livedMs: 3 * minutes - 1, stepEnded: false }, 2],
])('an interruption counts where %s', (_, before, found, after) => {
  expect(interruptionsAfter(before, found)).toBe(after)
})
