import type { SpendToday } from '#shared/board'
import { counted, dollars } from '#shared/words'

/** `$1.24 of $5.00, estimated`; what nobody knows the cost of is told, not hidden. */
export function spentWords({
  costUsd,
  estimated,
  capUsd,
}: Pick<SpendToday, 'costUsd' | 'estimated' | 'capUsd'>): string {
  const spent = capUsd === null ? dollars(costUsd) : `${dollars(costUsd)} of ${dollars(capUsd)}`
  return estimated ? `${spent}, partly estimated` : spent
}

export function unpricedWords(unpricedRuns: number): string | null {
  return unpricedRuns === 0 ? null : `${counted(unpricedRuns, 'run')} of unknown cost`
}

/** How much of the cap is used, from 0 to 1; null without a cap. */
export function capShare({ costUsd, capUsd }: Pick<SpendToday, 'costUsd' | 'capUsd'>): number | null {
  if (capUsd === null) return null
  return capUsd === 0 ? 1 : Math.min(1, costUsd / capUsd)
}
