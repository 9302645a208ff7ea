import { expect, test } from 'vitest'
import { chipCount } from './runs-filter'

const runs = { queued: 1, running: 2, waiting: 4 }

test('open runs are those in line, at work and waiting', () => {
  expect(chipCount('open', runs)).toBe(7)
  expect(chipCount('waiting', runs)).toBe(4)
})

test('nothing is told of runs that nobody counts', () => {
  expect(chipCount('failed', runs)).toBe(null)
  expect(chipCount('open', undefined)).toBe(null)
})
