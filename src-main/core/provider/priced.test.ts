import { expect, test } from 'vitest'
import { priced } from './priced'

const prices = { m: { input_per_million: 2, output_per_million: 10 } }
const usage = { inputTokens: 500_000, outputTokens: 100_000, costUsd: null }

test('a run without a cost gets one from the price of its model, marked as estimated', () => {
  expect(priced(usage, 'm', prices)).toEqual({ ...usage, costUsd: 2, costEstimated: true })
})

test('a cost that was told is kept, and one that cannot be known stays unknown', () => {
  expect(priced({ ...usage, costUsd: 0.1 }, 'm', prices)).toEqual({ ...usage, costUsd: 0.1 })
  expect(priced(usage, 'other', prices)).toEqual(usage)
  expect(priced(usage, 'constructor', prices)).toEqual(usage)
  expect(priced({ inputTokens: null, outputTokens: null, costUsd: null }, 'm', prices)?.costUsd).toBeNull()
  expect(priced(null, 'm', prices)).toBeNull()
})
