import type { Usage } from '#shared/invocation'

/** US dollars per million tokens, by model id. */
export type Prices = Readonly<
  Record<string, { readonly input_per_million: number; readonly output_per_million: number }>
>

/** A usage with its cost: as the program told it, else reckoned from the prices, else unknown. */
export function priced(usage: Usage | null, model: string | null, prices: Prices): Usage | null {
  if (usage === null || usage.costUsd !== null || model === null || !Object.hasOwn(prices, model)) return usage
  const price = prices[model]
  if (price === undefined || (usage.inputTokens === null && usage.outputTokens === null)) return usage
  const input = (usage.inputTokens ?? 0) * price.input_per_million
  const output = (usage.outputTokens ?? 0) * price.output_per_million
  return { ...usage, costUsd: (input + output) / 1_000_000, costEstimated: true }
}
