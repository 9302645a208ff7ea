import { z } from 'zod'

export const spendGroupings = ['day', 'agent', 'provider', 'lane', 'item'] as const
export const SpendGrouping = z.enum(spendGroupings)
export type SpendGrouping = z.infer<typeof SpendGrouping>

/** What was spent by everything that shares `name`: a day as `2026-11-20`, `orchestrator/agent`, a provider, a lane or an item. */
export const SpendRow = z.object({
  name: z.string(),
  runs: z.int(),
  /** Runs that ended without a known cost. */
  unpricedRuns: z.int(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  costUsd: z.number(),
  /** True when any part of the cost was reckoned from the price table. */
  estimated: z.boolean(),
})
export type SpendRow = z.infer<typeof SpendRow>

export const SpendQuery = z.object({
  by: SpendGrouping,
  /** Counts back from today, which is the first. */
  days: z.int().min(1).max(366),
  limit: z.int().min(1).max(1000),
})
export type SpendQuery = z.infer<typeof SpendQuery>
