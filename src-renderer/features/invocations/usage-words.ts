import type { Invocation } from '#shared/invocation'
import { count, counted, dollars } from '#shared/words'

/** What something used, as far as it is known. `estimated`: at least a part of the cost was reckoned from prices. */
export interface Used {
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly costUsd: number | null
  readonly estimated: boolean
}

export function usedBy({ usage }: Pick<Invocation, 'usage'>): Used | null {
  if (usage === null) return null
  const { inputTokens, outputTokens, costUsd, costEstimated = false } = usage
  if (inputTokens === null && outputTokens === null && costUsd === null) return null
  return { inputTokens, outputTokens, costUsd, estimated: costEstimated }
}

/** All runs of an item together; null while nothing is known of any. */
export function usedTogether(invocations: readonly Pick<Invocation, 'usage'>[]): Used | null {
  const known = invocations.map(usedBy).filter((used) => used !== null)
  if (known.length === 0) return null
  return {
    inputTokens: sum(known.map(({ inputTokens }) => inputTokens)),
    outputTokens: sum(known.map(({ outputTokens }) => outputTokens)),
    costUsd: sum(known.map(({ costUsd }) => costUsd)),
    estimated: known.some(({ estimated }) => estimated),
  }
}

export function tokenWords({ inputTokens, outputTokens }: Pick<Used, 'inputTokens' | 'outputTokens'>): string {
  const known = (tokens: number | null) => (tokens === null ? '?' : count(tokens))
  return `${known(inputTokens)} in, ${known(outputTokens)} out`
}

/** Tokens and cost on one line: `1,200 in, 34 out · $0.0042 estimated`. */
export function usedWords({ inputTokens, outputTokens, costUsd, estimated }: Used): string {
  const parts: string[] = []
  if (inputTokens !== null || outputTokens !== null) parts.push(tokenWords({ inputTokens, outputTokens }))
  if (costUsd !== null) parts.push(costWords(costUsd, estimated))
  return parts.join(' · ')
}

export function costWords(costUsd: number, estimated: boolean): string {
  return estimated ? `${dollars(costUsd)} estimated` : dollars(costUsd)
}

/** `2 runs: 2,400 in, 68 out · $0.0084`. Runs that told nothing are not hidden in the sum. */
export function sumWords(invocations: readonly Pick<Invocation, 'usage'>[]): string | null {
  const used = usedTogether(invocations)
  if (used === null) return null
  const untold = invocations.filter((invocation) => usedBy(invocation) === null).length
  const words = `${counted(invocations.length, 'run')}: ${usedWords(used)}`
  return untold === 0 ? words : `${words}, ${count(untold)} not known`
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
}
