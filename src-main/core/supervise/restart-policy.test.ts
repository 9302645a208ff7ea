import { expect, test } from 'vitest'
import { restartPolicy } from './restart-policy'

const minute = 60_000

test.each([
  [[0], 0, { kind: 'again', afterMs: 500 }],
  [[0, 1000], 1000, { kind: 'again', afterMs: 1000 }],
  [[0, 1000, 2000, 3000, 4000], 4000, { kind: 'again', afterMs: 8000 }],
  [[0, 1000, 2000, 3000, 4000, 5000], 5000, { kind: 'give_up' }],
  [[0, 1000, 2000, 3000, 4000, 20 * minute], 20 * minute, { kind: 'again', afterMs: 500 }],
] as const)('failures at %j, now %d: %j', (failedAt, now, expected) => {
  expect(restartPolicy(failedAt, now)).toEqual(expected)
})
