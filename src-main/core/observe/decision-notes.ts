import type { Attention } from '#shared/board'
import type { DecisionCard } from '#shared/decision'

/** As many open decisions are told one by one; the others stand on the board. */
const mostTold = 20

/** What waits for a person to decide. */
export function decisionNotes(cards: readonly DecisionCard[]): Attention[] {
  return cards.slice(0, mostTold).map(({ id, question, lane, itemId }) => ({
    id: `decision:${id}`,
    level: 'warning',
    sentence: question,
    nextStep: 'It waits until somebody decides.',
    lane,
    itemId,
    decisionId: id,
  }))
}
