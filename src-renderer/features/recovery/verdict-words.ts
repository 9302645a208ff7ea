import type { ActVerdict } from '#shared/contract'
import type { PlainAction } from '#shared/offers'
import { count } from '#shared/words'
import { actionLooks } from './action-look'

export interface VerdictWords {
  readonly tone: 'success' | 'warning' | 'error'
  readonly title: string
  readonly description: string | null
}

/** Different reasons that are worth naming; there are hardly ever more than two. */
const namedReasons = 3

/** What became of an action, in a few words: how many went through, and why the others did not. */
export function verdictWords(action: PlainAction, verdicts: readonly ActVerdict[]): VerdictWords {
  const { done: word } = actionLooks[action]
  const reasons = verdicts.flatMap((verdict) => (verdict.done ? [] : [verdict.reason]))
  const done = verdicts.length - reasons.length
  const description = [...new Set(reasons)].slice(0, namedReasons).join(' ') || null
  if (reasons.length === 0) {
    const title = done === 1 ? `${word.charAt(0).toUpperCase()}${word.slice(1)}` : `${count(done)} ${word}`
    return { tone: 'success', title, description: null }
  }
  if (verdicts.length === 1) return { tone: 'error', title: `Not ${word}`, description }
  if (done === 0) return { tone: 'error', title: `None of ${count(verdicts.length)} ${word}`, description }
  return { tone: 'warning', title: `${count(done)} ${word}, ${count(reasons.length)} not`, description }
}
