import { expect, test } from 'vitest'
import type { Usage } from '#shared/invocation'
import { sumWords, usedBy, usedTogether, usedWords } from './usage-words'

const usage = (change: Partial<Usage> = {}): Usage => ({
  inputTokens: 1200,
  outputTokens: 34,
  costUsd: 0.0042,
  ...change,
})
const words = (given: Usage | null) => {
  const used = usedBy({ usage: given })
  return used === null ? null : usedWords(used)
}

test.each([
  [usage(), '1,200 in, 34 out · $0.0042'],
  [usage({ costEstimated: true }), '1,200 in, 34 out · $0.0042 estimated'],
  [usage({ costUsd: null }), '1,200 in, 34 out'],
  [usage({ outputTokens: null, costUsd: null }), '1,200 in, ? out'],
  [usage({ inputTokens: null, outputTokens: null }), '$0.0042'],
  [usage({ inputTokens: null, outputTokens: null, costUsd: null }), null],
  [null, null],
])('a usage of %j reads "%s"', (given, expected) => {
  expect(words(given)).toBe(expected)
})

test('the runs of an item add up, and one estimate makes the sum one', () => {
  const runs = [{ usage: usage() }, { usage: usage({ costUsd: 0.01, costEstimated: true }) }]
  expect(usedTogether(runs)).toEqual({ inputTokens: 2400, outputTokens: 68, costUsd: 0.0142, estimated: true })
})

test('runs that told nothing are named beside the sum', () => {
  expect(sumWords([{ usage: usage() }, { usage: null }])).toBe('2 runs: 1,200 in, 34 out · $0.0042, 1 not known')
  expect(sumWords([{ usage: usage() }])).toBe('1 run: 1,200 in, 34 out · $0.0042')
  expect(sumWords([{ usage: null }])).toBeNull()
})
