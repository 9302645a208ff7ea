import type { Limit } from './comparisons'

export type Verdict = 'met' | 'missed'

export function verdictOf(limit: Limit, value: number, baseline: number | null, ratio: number | null): Verdict {
  const measured = limit.kind === 'value' ? value : limit.kind === 'ratio' ? ratio : value - (baseline ?? 0)
  if (measured === null) throw new Error('A ratio needs a baseline.')
  const isMet = 'atLeast' in limit ? measured >= limit.atLeast : measured <= limit.atMost
  return isMet ? 'met' : 'missed'
}

export function targetText(limit: Limit, unit: string): string {
  const bound =
    'atLeast' in limit ? `≥ ${limit.atLeast.toLocaleString('en')}` : `≤ ${limit.atMost.toLocaleString('en')}`
  switch (limit.kind) {
    case 'ratio':
      return `${bound} ×`
    case 'value':
      return `${bound} ${unit}`
    case 'difference':
      return `${bound} ${unit} more`
  }
}
