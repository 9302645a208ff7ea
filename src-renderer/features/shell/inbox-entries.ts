import type { Attention, Board } from '#shared/board'

/** An entry of the inbox. One with a decision stays until somebody has decided: it cannot be dismissed. */
export type InboxEntry = Attention

/**
 * What needs somebody: the board's attention, and every open decision that no entry of it speaks of. The heaviest first,
 * otherwise in the order given; entries that were dismissed are left out.
 */
export function inboxEntries(
  { attention, decisions = [] }: Pick<Board, 'attention' | 'decisions'>,
  dismissed: ReadonlySet<string>,
): InboxEntry[] {
  const told = new Set(attention.map(({ decisionId }) => decisionId))
  const asked = decisions
    .filter(({ id }) => !told.has(id))
    .map(
      ({ id, question, lane, itemId }): InboxEntry => ({
        id: `decision ${id}`,
        level: 'warning',
        sentence: question,
        nextStep: null,
        lane,
        itemId,
        decisionId: id,
      }),
    )
  return [...attention, ...asked]
    .filter(({ id, decisionId }) => decisionId != null || !dismissed.has(id))
    .sort((a, b) => weights[b.level] - weights[a.level])
}

const weights: Record<Attention['level'], number> = { notice: 1, warning: 2, error: 3 }
